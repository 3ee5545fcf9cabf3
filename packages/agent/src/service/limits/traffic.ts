import type { RunId, Slot } from '../../journal/records.ts';
import type { FilesAndBytes } from '../../scan/run-scan.ts';

/** Rates are of the last so many milliseconds, kept in buckets. */
const WINDOW = 300_000;
const BUCKET = 10_000;

interface Bucket {
  readonly from: number;
  bytes: number;
}

interface Flow {
  /** By the clock: when it began, or began again after a window without a byte. */
  since: number;
  buckets: Bucket[];
}

/** What the agent moves, since its start. In memory only; a figure that is not known is not given. */
export class Traffic {
  readonly #clock: () => number;
  readonly #flows = new Map<string, Flow>();
  readonly #totals = new Map<Slot, { files: number; bytes: number }>();
  #progressAt: number | undefined;

  /** @param clock milliseconds on a clock that never jumps */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Bytes of a run went on their way to destinations, or were read back from one. */
  moved(run: RunId, slots: Iterable<Slot>, bytes: number): void {
    if (bytes === 0) return;
    const now = this.#clock();
    this.#progressAt = now;
    for (const slot of slots) {
      const key = `${run} ${slot}`;
      const flow = this.#flows.get(key) ?? { since: now, buckets: [] };
      forget(flow, now);
      if (flow.buckets.length === 0) flow.since = now;
      const last = flow.buckets.at(-1);
      if (last !== undefined && now - last.from < BUCKET) last.bytes += bytes;
      else flow.buckets.push({ from: now, bytes });
      this.#flows.set(key, flow);
    }
  }

  /** Files that lie at a destination now, and did not before. */
  copied(slot: Slot, { files, bytes }: FilesAndBytes): void {
    const total = this.#totals.get(slot) ?? { files: 0, bytes: 0 };
    total.files += files;
    total.bytes += bytes;
    this.#totals.set(slot, total);
  }

  /** Bytes a second over the last five minutes, or since it began; 0 where nothing moved. */
  rate(run: RunId, slot: Slot): number {
    const key = `${run} ${slot}`;
    const flow = this.#flows.get(key);
    if (flow === undefined) return 0;
    const now = this.#clock();
    forget(flow, now);
    if (flow.buckets.length === 0) this.#flows.delete(key);
    const bytes = flow.buckets.reduce((sum, bucket) => sum + bucket.bytes, 0);
    return Math.round(bytes / (Math.min(WINDOW, Math.max(BUCKET, now - flow.since)) / 1000));
  }

  /** Copied to a destination since the start. */
  total(slot: Slot): FilesAndBytes {
    return this.#totals.get(slot) ?? { files: 0, bytes: 0 };
  }

  /** When a byte was last moved, by the clock. */
  get progressAt(): number | undefined {
    return this.#progressAt;
  }
}

function forget(flow: Flow, now: number): void {
  flow.buckets = flow.buckets.filter(({ from }) => now - from <= WINDOW);
}
