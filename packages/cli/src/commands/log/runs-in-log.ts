import { hash } from 'node:crypto';
import { sha256 } from '@seqwarden/agent/host';
import type { EnteredStatement } from '@seqwarden/agent/seal';
import type { KnownState, ReadEntry } from '@seqwarden/log/reading';
import { SeqwardenError } from '@seqwarden/proof';
import { checkLogProof, type VerifierKey } from '@seqwarden/proof/log';
import type { RunProblem } from '../../text/audit-answer.ts';
import { statementsAt, type WhereRunsLie } from './statements-at.ts';

/** A seal or an addendum that lies in a run. */
interface Wanted {
  readonly run: string;
  readonly number: number;
  readonly identity: string;
  /** What its proof says, if that holds. */
  readonly proven: { readonly index: number } | undefined;
  readonly error: SeqwardenError | undefined;
}

/** What runs carry, to be looked for in a log. */
export class RunsInLog {
  /** What the log had signed when it made their proofs: all of it must be in its past. */
  readonly known: readonly KnownState[];
  readonly #wanted: readonly Wanted[];
  readonly #problems: readonly RunProblem[];
  readonly #places = new Map<string, number | undefined>();
  #otherSeals = 0;

  private constructor(
    known: readonly KnownState[],
    wanted: readonly Wanted[],
    problems: readonly RunProblem[],
  ) {
    this.known = known;
    this.#wanted = wanted;
    this.#problems = problems;
    for (const { identity } of wanted) this.#places.set(identity, undefined);
  }

  /** Reads what lies in their Custody, and checks their proofs. One run that cannot be read stops no other. */
  static async read(runs: readonly string[], key: VerifierKey, where: WhereRunsLie): Promise<RunsInLog> {
    const known: KnownState[] = [];
    const wanted: Wanted[] = [];
    const problems: RunProblem[] = [];
    for (const run of runs) {
      try {
        where.signal.throwIfAborted();
        const statements = await statementsAt(run, where);
        if (statements.length === 0) throw new SeqwardenError('UNSIGNED', 'it carries no seal');
        for (const statement of statements) wanted.push(await wantedOf(run, statement, key, known));
      } catch (error) {
        if (!(error instanceof SeqwardenError)) throw error;
        problems.push({ run, number: 0, error });
      }
    }
    return new RunsInLog(known, wanted, problems);
  }

  /** Is told every entry of the log. */
  take({ index, file, statement }: ReadEntry): void {
    if (statement?.kind !== 'seal' && statement?.kind !== 'addendum') return;
    const identity = hash('sha256', file, 'hex');
    if (!this.#places.has(identity)) {
      if (statement.kind === 'seal') this.#otherSeals += 1;
    } else if (this.#places.get(identity) === undefined) this.#places.set(identity, index);
  }

  /** Seals that the log has, and none of the runs. */
  get otherSeals(): number {
    return this.#otherSeals;
  }

  /** When all entries were taken. */
  problems(): RunProblem[] {
    const found = this.#wanted.flatMap(({ run, number, identity, proven, error }) => {
      const problem = problemOf(this.#places.get(identity), proven, error);
      return problem === undefined ? [] : [{ run, number, error: problem }];
    });
    return [...this.#problems, ...found];
  }
}

async function wantedOf(
  run: string,
  { number, envelope, proof }: EnteredStatement,
  key: VerifierKey,
  known: KnownState[],
): Promise<Wanted> {
  const wanted = { run, number, identity: hash('sha256', envelope, 'hex') };
  if (proof === undefined) return { ...wanted, proven: undefined, error: undefined };
  try {
    const proven = await checkLogProof(sha256, { proof, entry: envelope, logKeys: [key] });
    known.push({ label: `the proof in ${run}`, checkpoint: proven.checkpoint });
    return { ...wanted, proven, error: undefined };
  } catch (error) {
    if (!(error instanceof SeqwardenError)) throw error;
    return { ...wanted, proven: undefined, error };
  }
}

function problemOf(
  place: number | undefined,
  proven: { readonly index: number } | undefined,
  error: SeqwardenError | undefined,
): SeqwardenError | undefined {
  if (error !== undefined) return error;
  if (proven === undefined)
    return new SeqwardenError(
      'LOG_PROOF_MISSING',
      place === undefined
        ? 'the register does not have it, and no proof says so'
        : `its proof is not there; the register has it at place ${place}`,
    );
  if (proven.index === place) return undefined;
  return new SeqwardenError(
    'LOG_PROOF_INVALID',
    place === undefined
      ? `its proof says place ${proven.index}, and the register does not have it`
      : `its proof says place ${proven.index}, and it stands at ${place}`,
  );
}
