import type { AnyStatement } from '@seqwarden/proof';

/** An entry of a log that counts there: who signed it might. */
export interface CountingRecord {
  readonly index: number;
  /** SHA-256 of the entry, hex. */
  readonly identity: string;
  readonly statement: AnyStatement;
}

/** What the records of a log say of one run beside its seal. */
export interface LaterRecord {
  readonly kind: 'seal' | 'addendum' | 'disposed' | 'hold';
  readonly index: number;
  readonly identity: string;
  readonly statedAt: string;
  /** Of a seal its generation, of an addendum its number. */
  readonly number: number | undefined;
}

/** The run that is asked about. */
export interface AskedRun {
  /** Identity of its seal. */
  readonly seal: string;
  /** Digests of the names that its folder may have: a hold is about a folder's name. */
  readonly folders: ReadonlySet<string>;
}

/** More than a seal can have addenda; a log could have any number of holds. */
const MOST_KEPT = 2000;

/** Gathers from the records of a log, in their order, what is about one run. */
export class RunRecords {
  readonly run: AskedRun;
  readonly #line: Set<string>;
  readonly #kept = new Map<string, LaterRecord>();

  constructor(run: AskedRun) {
    this.run = run;
    this.#line = new Set([run.seal]);
  }

  /** Without holds that were lifted. Of more than 2,000 the first. */
  get later(): readonly LaterRecord[] {
    return [...this.#kept.values()];
  }

  /** Whether it would be kept: what a log has of other runs is never looked at closer. */
  isAbout(statement: AnyStatement): boolean {
    switch (statement.kind) {
      case 'seal':
        return statement.predicate.previousSeal !== null && this.#line.has(statement.predicate.previousSeal);
      case 'addendum':
        return statement.predicate.seal === this.run.seal;
      case 'disposed':
        return statement.subject === this.run.seal;
      case 'hold':
        return this.run.folders.has(statement.subject);
      default:
        return false;
    }
  }

  take({ index, identity, statement }: CountingRecord): void {
    if (!this.isAbout(statement)) return;
    const { kind, statedAt } = statement;
    const keep = (kind: LaterRecord['kind'], number?: number) => {
      if (this.#kept.size < MOST_KEPT) this.#kept.set(identity, { kind, index, identity, statedAt, number });
    };
    if (kind === 'seal') {
      this.#line.add(identity);
      keep('seal', statement.predicate.generation);
    } else if (kind === 'addendum') keep('addendum', statement.predicate.number);
    else if (kind === 'disposed') keep('disposed');
    else if (kind === 'hold') {
      if (statement.predicate.lifts === null) keep('hold');
      else this.#kept.delete(statement.predicate.lifts);
    }
  }
}

/** An addendum that lies in a run. */
export interface LyingAddendum {
  readonly number: number;
  readonly identity: string;
}

/**
 * The addenda that a log has and the run has not. One that was entered and never laid down, after which another took its number, is not missing: what lies
 * there under this number must be in the log too.
 */
export function missingAddenda(
  later: readonly LaterRecord[],
  lying: readonly LyingAddendum[],
): readonly LaterRecord[] {
  const inLog = later.filter(({ kind }) => kind === 'addendum');
  const entered = new Set(inLog.map(({ identity }) => identity));
  const taken = new Set(
    lying.filter(({ identity }) => entered.has(identity)).map(({ number }) => number as number | undefined),
  );
  return inLog.filter(({ number }) => !taken.has(number));
}
