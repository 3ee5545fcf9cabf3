import { type ListedFile, SeqwardenError } from '@seqwarden/proof';
import type { Destination, DestinationSpec, RunAtDestination } from '../destinations/destination.ts';
import { destinationLabel } from '../destinations/destination-label.ts';
import type { Failure } from '../engine/failure.ts';
import type { SealedDigests } from '../engine/sealed-digests.ts';
import { fsError } from '../host/fs-error.ts';
import type { CustodyJudgement } from './judge-custody.ts';
import type { Reference } from './reference.ts';

/** A failure list is for people; beyond this many the count has to do. */
const FAILURES_KEPT = 100;

/** One destination in the course of one copy. What fails here fails here alone: the others go on. */
export class Branch {
  readonly spec: DestinationSpec;
  /** For people: the run there, or what was named, as long as it is not open. */
  label: string;
  custody: CustodyJudgement = { kind: 'none' };
  /** Which seal with which addenda is to lie there in the end; undefined: one that is still to be made. */
  reference: Reference | undefined;
  /** What `reference` lists, where a seal lies there already. */
  sealed: SealedDigests | undefined;
  /** What `reference` added and the source has no more. */
  absent: readonly ListedFile[] = [];
  /** How it ended, once the seal lies there. */
  outcome: 'sealed' | 'carried' | 'present' | undefined;
  /** Identity of the seal that lies there then. */
  seal: string | null = null;
  /** How many addenda it got now. */
  addenda = 0;
  readonly failures: Failure[] = [];
  failed = 0;
  /** What ended it where that was no affair of single files. */
  error: SeqwardenError | undefined;
  #destination: Destination | undefined;
  #run: RunAtDestination | undefined;

  constructor(spec: DestinationSpec) {
    this.spec = spec;
    this.label = destinationLabel(spec);
  }

  get alive(): boolean {
    return this.failed === 0;
  }

  get destination(): Destination {
    return this.#destination ?? notOpen();
  }

  set destination(destination: Destination) {
    this.#destination = destination;
  }

  get run(): RunAtDestination {
    return this.#run ?? notOpen();
  }

  set run(run: RunAtDestination) {
    this.#run = run;
    this.label = run.label;
  }

  /** undefined also where it never came to that. */
  get runIfOpen(): RunAtDestination | undefined {
    return this.#run;
  }

  fail(error: unknown): void {
    const failed = fsError(error, 'destination', '');
    this.error ??= failed;
    this.add({ row: -1, path: failed.path ?? '', code: failed.code, message: failed.message });
  }

  add(failure: Failure): void {
    this.failed++;
    if (this.failures.length < FAILURES_KEPT) this.failures.push(failure);
  }
}

/** At all destinations that have not failed, at the same time. */
export async function atEach(
  branches: readonly Branch[],
  act: (branch: Branch) => Promise<void>,
): Promise<void> {
  const alive = branches.filter(branch => branch.alive);
  await Promise.all(alive.map(branch => act(branch).catch(error => branch.fail(error))));
}

export function isAnyAlive(branches: readonly Branch[]): boolean {
  return branches.some(branch => branch.alive);
}

/** Where every destination ended by an error that is about no single file, that error is the copy's. Throws it. */
export function requireAny(branches: readonly Branch[]): void {
  if (!branches.every(branch => branch.error !== undefined)) return;
  const [first] = branches;
  if (first?.error === undefined) return;
  if (branches.length === 1) throw first.error;
  const message = branches.map(({ label, error }) => `${label}: ${error?.message ?? ''}`).join('; ');
  throw new SeqwardenError(first.error.code, message, { cause: first.error });
}

function notOpen(): never {
  throw new SeqwardenError('INTERNAL', 'a destination is used before it was opened');
}
