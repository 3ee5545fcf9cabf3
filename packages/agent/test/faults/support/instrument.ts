import { createHash } from 'node:crypto';
import { closeSync, futimesSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type PlanOptions, planRun, type Step } from '@seqwarden/simulator';

type FileStep = Extract<Step, { readonly bytes: Uint8Array }>;

/** How much of a run is written between two looks of the agent, at most. */
const STEPS = 6;

/**
 * An instrument that writes a run a little at a time, whenever it is told to: some whole files, and now and then a half of one, whose other half comes
 * next. So it needs no clock, and outlives any number of agents.
 */
export class Instrument {
  readonly name: string;
  readonly folder: string;
  /** Whether it writes nothing, whoever asks it to. */
  isResting = false;
  readonly #steps: Iterator<Step>;
  readonly #random: (below: number) => number;
  readonly #files = new Map<string, Buffer>();
  readonly #states = new Map<string, Set<string>>();
  readonly #sizes = new Map<string, number>();
  readonly #writes = new Map<string, number>();
  #rest: FileStep | undefined;
  #isDone = false;

  constructor(options: PlanOptions, landing: string, random: (below: number) => number) {
    const plan = planRun(options);
    this.name = plan.folderName;
    this.folder = join(landing, plan.folderName);
    this.#steps = plan.steps[Symbol.iterator]();
    this.#random = random;
    mkdirSync(this.folder, { recursive: true });
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** A file lies there of which the other half is due before it looks as if nobody wrote to it. */
  get isInTheMiddle(): boolean {
    return this.#rest !== undefined;
  }

  /** Paths of the files that were begun. */
  get paths(): readonly string[] {
    return [...this.#files.keys()];
  }

  /** Of its largest state. */
  size(path: string): number {
    return this.#sizes.get(path) ?? 0;
  }

  /** How many times a file was written, with whatever bytes, or added to. */
  writesOf(path: string): number {
    return this.#writes.get(path) ?? 0;
  }

  /** Whether the file ever stood there with these bytes, as a whole. */
  had(path: string, bytes: Uint8Array): boolean {
    return this.#states.get(path)?.has(digest(bytes)) === true;
  }

  /** Goes on for a moment. */
  work(most = STEPS): void {
    if (this.isResting) return;
    if (this.#rest !== undefined) {
      this.#write(this.#rest);
      this.#note(this.#rest);
      this.#rest = undefined;
    }
    for (let left = 1 + this.#random(most); left > 0 && !this.#isDone; left--) {
      const next = this.#steps.next();
      if (next.done === true) this.#isDone = true;
      else if (next.value.kind === 'folder')
        mkdirSync(join(this.folder, next.value.path), { recursive: true });
      else if (next.value.kind !== 'cycle' && this.#do(next.value)) return;
    }
  }

  /** Whether a half is left. */
  #do(step: FileStep): boolean {
    mkdirSync(dirname(join(this.folder, step.path)), { recursive: true });
    if (step.bytes.length > 1 && this.#random(8) === 0) {
      const half = step.bytes.length >> 1;
      this.#write({ ...step, bytes: step.bytes.subarray(0, half) });
      this.#rest = { ...step, kind: 'append', bytes: step.bytes.subarray(half) };
      return true;
    }
    this.#write(step);
    this.#note(step);
    return false;
  }

  #write(step: FileStep): void {
    const fd = openSync(join(this.folder, step.path), step.kind === 'append' ? 'a' : 'w');
    writeSync(fd, step.bytes);
    futimesSync(fd, step.at / 1000, step.at / 1000);
    closeSync(fd);
    const before = step.kind === 'append' ? this.#files.get(step.path) : undefined;
    this.#files.set(step.path, Buffer.concat([before ?? Buffer.alloc(0), step.bytes]));
  }

  #note({ path }: FileStep): void {
    const bytes = this.#files.get(path) ?? Buffer.alloc(0);
    this.#writes.set(path, this.writesOf(path) + 1);
    this.#sizes.set(path, Math.max(bytes.length, this.size(path)));
    this.#states.set(path, (this.#states.get(path) ?? new Set()).add(digest(bytes)));
  }
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
