import { type BytePath, displayPath, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import type { FileClass } from '@seqwarden/runfolder';
import type { Hashed, RunAtDestination, StagedFile } from '../../destinations/destination.ts';
import { fsError } from '../../host/fs-error.ts';
import type { HeldTree } from '../../host/held-tree.ts';
import type { FileRecord, NewBytes, Slot } from '../../journal/records.ts';
import { type FileAction, judgeReading } from './decide-file.ts';
import { type GrowingRead, readGrowing } from './read-growing.ts';

/** A quiet file of a growing run, and what is to be done with it. */
export interface FileToTake {
  readonly path: BytePath;
  readonly class: FileClass;
  /** Bytes, as it was last seen. */
  readonly size: number;
  /** What the journal has of it. */
  readonly record: FileRecord | undefined;
  readonly action: FileAction & { readonly kind: 'copy' | 'replace' | 'compare' };
}

export interface TakeTools {
  readonly source: HeldTree;
  readonly buffer: Buffer;
  /** The run's places that can be used, none of which has a seal. */
  readonly places: ReadonlyMap<Slot, Place>;
  /** Digests (hex) that the journal has of earlier states of a file. */
  readonly earlier: (path: BytePath) => ReadonlySet<string>;
  /** Digests (hex) of what was about to take the place of a file when a process died. */
  readonly announced: (path: BytePath) => ReadonlySet<string>;
  /** Is told before other bytes, and not only more of the same, take the place of a file. */
  readonly announce: (path: BytePath, bytes: NewBytes) => void;
  /** Is awaited after each piece and each file: keeps to a rate, lets others have their turn. */
  readonly spend: (bytes: number) => Promise<void>;
}

export interface Place {
  readonly run: RunAtDestination;
  readonly reread: boolean;
}

/**
 * - `taken`: what the journal is to hold of the file once the folders are settled, in this order; the last one is what stands there now. Places
 *   that failed hold nothing new
 * - `alarm`: something changed that must not; nothing got a name
 */
export type TakeResult =
  | {
      readonly kind: 'taken';
      readonly records: readonly FileRecord[];
      /** Places, as a mask, to which it was written now; others had it. */
      readonly written: number;
      readonly failed: ReadonlyMap<Slot, SeqwardenError>;
    }
  | { readonly kind: 'alarm'; readonly code: ErrorCode; readonly slot: Slot | undefined };

const ATTEMPTS = 3;

/**
 * Takes one file over: read once, hashed, written to every place that wants it, each under its final name and flushed; folders are not. A file
 * that changes meanwhile is read again, three times at most. Throws SOURCE_*; what fails at a place is in the result.
 */
export async function takeOver(tools: TakeTools, file: FileToTake): Promise<TakeResult> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await takeOnce(tools, file);
    } catch (error) {
      const again =
        error instanceof SeqwardenError &&
        (error.code === 'SOURCE_CHANGED' || error.code === 'SOURCE_SHRANK');
      if (!again || attempt === ATTEMPTS) throw error;
    }
  }
}

async function takeOnce(tools: TakeTools, file: FileToTake): Promise<TakeResult> {
  const arrivals = new Arrivals(tools, file);
  try {
    await arrivals.look();
    const read = await readGrowing(tools.source, file.path, tools.buffer, arrivals.lengths, {
      begin: async before => {
        requireAsSeen(file, before.size);
        await arrivals.stage(before);
      },
      take: async bytes => {
        await arrivals.each(({ staged }) => staged?.write(bytes));
        await tools.spend(bytes.length);
      },
    });
    const alarm = judge(file, read) ?? arrivals.judge(read);
    if (alarm !== undefined) return alarm;
    await arrivals.give(read);
    const { written, failed } = arrivals;
    return { kind: 'taken', records: arrivals.records(read), written, failed };
  } finally {
    await arrivals.discard();
  }
}

/** A file that is written once and has another size than when it was planned is not quiet: noted now, its end would be an alarm. */
function requireAsSeen({ path, class: kind, size }: FileToTake, now: number): void {
  if (kind !== 'write-once' || now === size) return;
  throw new SeqwardenError('SOURCE_CHANGED', `${displayPath(path)} is being written`, { path });
}

/** Holds what was read against the journal. */
function judge({ record, action, class: kind }: FileToTake, read: GrowingRead): TakeResult | undefined {
  if (record === undefined) return undefined;
  const same = read.sha256.equals(record.sha256);
  // To a destination that lacks it goes what the others have.
  const asked: FileAction =
    action.kind === 'copy' && kind !== 'write-once'
      ? { kind: 'replace', to: action.to, prefix: kind === 'append-only' }
      : action;
  const prefix = read.prefixes.get(record.attributes.size)?.equals(record.sha256) ?? false;
  const verdict = judgeReading(asked, { same, prefix });
  return verdict.kind === 'alarm' ? { ...verdict, slot: undefined } : undefined;
}

/** The file at one place. */
interface Arrival {
  readonly place: Place;
  /** What stands under the name. Of a write-once file as the journal has it, as none is ever replaced; else as the place returns it. */
  there?: Hashed | undefined;
  staged?: StagedFile | undefined;
  /** It stands there now, with the bytes that were read. */
  held?: boolean;
}

class Arrivals {
  readonly failed = new Map<Slot, SeqwardenError>();
  written = 0;
  readonly #file: FileToTake;
  readonly #tools: TakeTools;
  readonly #at = new Map<Slot, Arrival>();

  constructor(tools: TakeTools, file: FileToTake) {
    this.#file = file;
    this.#tools = tools;
    const { places } = tools;
    const { action } = file;
    if (action.kind === 'compare') return;
    for (const [slot, place] of places) if (action.to & (1 << slot)) this.#at.set(slot, { place });
  }

  /** At all places that have not failed, at the same time where they wait for a network. */
  async each(act: (arrival: Arrival, slot: Slot) => Promise<void> | void): Promise<void> {
    const work = [...this.#at].map(async ([slot, arrival]) => {
      try {
        await act(arrival, slot);
      } catch (error) {
        this.failed.set(slot, fsError(error, 'destination', this.#file.path));
        this.#at.delete(slot);
        await discard(arrival);
      }
    });
    await Promise.all(work);
  }

  /** Finds out what stands under the name: what the journal says of it may not be so any more. */
  async look(): Promise<void> {
    const { path, record } = this.#file;
    await this.each(async (arrival, slot) => {
      const { run } = arrival.place;
      const refusal = run.refusal(path);
      if (refusal !== undefined) throw refused(path, refusal);
      const known = record !== undefined && (record.held & (1 << slot)) !== 0;
      if (known && this.#file.class === 'write-once') {
        arrival.there = { sha256: hex(record.sha256), size: record.attributes.size };
        return;
      }
      // A process that died may have written it and not lived to note it.
      const found = run.fresh && !known ? undefined : await run.files.look(path);
      if (found === 'other') throw conflict(path);
      if (found !== undefined) arrival.there = await run.files.hash(path);
    });
  }

  /** Lengths of which the digest of the first bytes is asked for. */
  get lengths(): number[] {
    const { record } = this.#file;
    const there = [...this.#at.values()].map(arrival => arrival.there?.size);
    return [...new Set([record?.attributes.size, ...there])].filter(length => length !== undefined);
  }

  async stage(attributes: Parameters<RunAtDestination['files']['stage']>[1]): Promise<void> {
    await this.each(async arrival => {
      // Whether it is the same is seen when it was read; another size is another file, which gets no name.
      if (arrival.there !== undefined && this.#file.class === 'write-once') return;
      arrival.staged = await arrival.place.run.files.stage(this.#file.path, attributes);
    });
  }

  /** Whether what stands there may be followed by what was read. */
  judge(read: GrowingRead): TakeResult | undefined {
    const { class: kind } = this.#file;
    for (const [slot, { there }] of this.#at) {
      if (there === undefined || there.sha256 === hex(read.sha256)) continue;
      if (kind === 'write-once') return { kind: 'alarm', code: 'CONFLICT', slot };
      const begins = read.prefixes.get(there.size)?.toString('hex') === there.sha256;
      // An appended file's own beginning is lost to nobody; a process may have died before it noted it.
      const isOwn = kind === 'append-only' && begins;
      if (!isOwn && this.#isStranger(there.sha256)) return { kind: 'alarm', code: 'CONFLICT', slot };
      if (kind === 'append-only' && !begins) return { kind: 'alarm', code: 'APPEND_ONLY_REWRITTEN', slot };
    }
    return undefined;
  }

  /** Whether the journal knows the file, or knew it before a person released the run, and never had it with these bytes. Where it knows nothing, a process may have died before it noted them. */
  #isStranger(sha256: string): boolean {
    const { record, path } = this.#file;
    const earlier = this.#tools.earlier(path);
    if (record === undefined && earlier.size === 0) return false;
    const isOnRecord = record !== undefined && sha256 === hex(record.sha256);
    return !isOnRecord && !earlier.has(sha256) && !this.#tools.announced(path).has(sha256);
  }

  /** Names and flushes. */
  async give(read: GrowingRead): Promise<void> {
    const whole: Hashed = { sha256: hex(read.sha256), size: read.attributes.size };
    this.#announce(read, whole.sha256);
    await this.each(async (arrival, slot) => {
      const { staged, there, place } = arrival;
      if (there?.sha256 !== whole.sha256 && staged !== undefined) {
        await staged.finish(whole, place.reread);
        // A name that was free a moment ago and is not: somebody else writes there.
        if (there !== undefined) await staged.replace();
        else if (!(await staged.publish())) throw conflict(this.#file.path);
        arrival.staged = undefined;
        this.written |= 1 << slot;
      }
      arrival.held = true;
    });
  }

  #announce({ sha256, attributes: { size } }: GrowingRead, digest: string): void {
    const { path, class: kind } = this.#file;
    if (kind === 'append-only' || kind === 'write-once') return;
    const places = [...this.#at.values()];
    if (places.some(({ there }) => there !== undefined && there.sha256 !== digest))
      this.#tools.announce(path, { sha256, size });
  }

  /** Earlier states that nobody noted come first, so that the journal keeps their digests. */
  records(read: GrowingRead): FileRecord[] {
    const { path, class: kind, record } = this.#file;
    const { attributes, sha256 } = read;
    let held = record !== undefined && sha256.equals(record.sha256) ? record.held : 0;
    const earlier: FileRecord[] = [];
    for (const [slot, arrival] of this.#at) {
      if (arrival.held !== true) continue;
      held |= 1 << slot;
      const { there } = arrival;
      if (record !== undefined || there === undefined || there.sha256 === hex(sha256)) continue;
      const was = { ...attributes, size: there.size };
      const before = Buffer.from(there.sha256, 'hex');
      earlier.push({ path, attributes: was, sha256: before, class: kind, held: 1 << slot });
    }
    return held === 0 ? [] : [...earlier, { path, attributes, sha256, class: kind, held }];
  }

  /** What got no name. What cannot be removed now is a leftover, which is removed before the run is sealed. */
  async discard(): Promise<void> {
    await Promise.all([...this.#at.values()].map(discard));
  }
}

async function discard(arrival: Arrival): Promise<void> {
  const { staged } = arrival;
  arrival.staged = undefined;
  try {
    await staged?.discard();
  } catch {
    // see above
  }
}

function hex(sha256: Uint8Array): string {
  return Buffer.from(sha256).toString('hex');
}

function conflict(path: BytePath): SeqwardenError {
  return new SeqwardenError('CONFLICT', `the destination holds something else as ${displayPath(path)}`, {
    path,
  });
}

function refused(path: BytePath, why: string): SeqwardenError {
  return new SeqwardenError('NAME_UNSUPPORTED', `the destination cannot hold ${displayPath(path)}: ${why}`, {
    path,
  });
}
