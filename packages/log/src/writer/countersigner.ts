import { type Bytes, equalBytes, SeqwardenError } from '@seqwarden/proof';
import { parseNote, signaturesBy, type TlogPolicy } from '@seqwarden/proof/log';
import { pastOf } from '../history/past-of.ts';
import type { Head, LogStore } from '../store/log-store.ts';
import {
  type AskWitnesses,
  isCountersigned,
  type WitnessAnswers,
  type WitnessFailure,
  withCosignatures,
  within,
} from './ask-witnesses.ts';
import type { Committed, Writer } from './writer.ts';

export interface CountersignerOptions {
  readonly ask: AskWitnesses | undefined;
  /** How long a batch waits for cosignatures, in milliseconds. */
  readonly waitMs: number;
  /** Whose signatures are enough. */
  readonly policy: TlogPolicy | undefined;
}

export interface Outcome {
  /** The checkpoint's file with all cosignatures that came. */
  readonly file: Bytes;
  /** undefined: nobody said whose would be enough. */
  readonly isEnough: boolean | undefined;
  readonly failures: readonly WitnessFailure[];
}

/** Has committed checkpoints countersigned. The log goes on without; then its proofs say so. */
export class Countersigner {
  readonly #writer: Writer;
  readonly #store: LogStore;
  readonly #options: CountersignerOptions;
  /** Whether a witness said, when it was asked last, that there is a later or another history. */
  #isDisputed = false;

  constructor(writer: Writer, store: LogStore, options: CountersignerOptions) {
    this.#writer = writer;
    this.#store = store;
    this.#options = options;
  }

  /**
   * Before anything is appended, where a witness disputed the last state: whether it still does. Its word is no proof, and over a network not even surely its own, so it is
   * never kept.
   *
   * @throws SeqwardenError LOG_DISPUTED, and as `Writer.current`
   */
  async requireUndisputed(): Promise<void> {
    if (this.#isDisputed) await this.askAgain();
  }

  /** Asks the witnesses about the last checkpoint that there is. Returns who did not answer. Throws as {@link requireUndisputed}. */
  async askAgain(waitMs = this.#options.waitMs): Promise<readonly WitnessFailure[]> {
    const { ask } = this.#options;
    if (ask === undefined) return [];
    const last = await this.#writer.holding(async () => {
      const current = await this.#writer.current();
      return { ...current, files: await this.#store.kept() };
    });
    const { failures } = await this.#ask(ask, last, waitMs);
    await this.#requireNoOtherHistory(failures, last.head.checkpoint);
    return failures;
  }

  /** @throws SeqwardenError LOG_DISPUTED: a witness says that it signed a later or another history */
  async countersign(committed: Committed): Promise<Outcome> {
    const { ask, policy } = this.#options;
    const { checkpoint } = committed.head;
    const before = await this.#judge(committed.head);
    if (ask === undefined || isDone(before, policy)) return before;
    const { signatures, failures } = await this.#ask(ask, committed, this.#options.waitMs);
    await this.#requireNoOtherHistory(failures, checkpoint);
    try {
      const file = withCosignatures(before.file, signatures);
      const outcome = { file, isEnough: await isCountersigned(file, policy), failures };
      return file === before.file ? outcome : await this.#publish(checkpoint, outcome);
    } catch (error) {
      return { ...before, failures: [...failures, failureOf(error)] };
    }
  }

  /** What the store has of it. Lines that the policy of today finds wrong were never there. */
  async #judge({ checkpoint, countersigned }: Head): Promise<Outcome> {
    const { policy } = this.#options;
    try {
      return { file: countersigned, isEnough: await isCountersigned(countersigned, policy), failures: [] };
    } catch (error) {
      return {
        file: checkpoint,
        isEnough: await isCountersigned(checkpoint, policy),
        failures: [failureOf(error)],
      };
    }
  }

  /** A proof has its cosignatures, whether they could be published or not. */
  async #publish(checkpoint: Bytes, outcome: Outcome): Promise<Outcome> {
    try {
      await this.#writer.publishCountersigned(checkpoint, outcome.file);
      return outcome;
    } catch (error) {
      return { ...outcome, failures: [...outcome.failures, failureOf(error)] };
    }
  }

  async #ask(
    ask: AskWitnesses,
    committed: Omit<Committed, 'placed' | 'trouble'>,
    waitMs: number,
  ): Promise<WitnessAnswers> {
    const { head, right } = committed;
    const read = this.#writer.readerOf(committed);
    // Only one that was checked: a proof from damaged tiles would look to a witness like another history.
    const proofFrom = async (oldSize: number) => [...(await pastOf(read, right.checkpoint, oldSize)).proof];
    try {
      return await within(waitMs, ask({ checkpoint: head.checkpoint, proofFrom }, waitMs));
    } catch (error) {
      return { signatures: [], failures: [failureOf(error)] };
    }
  }

  async #requireNoOtherHistory(failures: readonly WitnessFailure[], asked: Bytes): Promise<void> {
    const told =
      failures.find(({ error }) => error.code === 'LOG_FORKED') ??
      ((await this.#isLast(asked)) ? failures.find(({ error }) => error.code === 'LOG_BEHIND') : undefined);
    this.#isDisputed = told !== undefined;
    if (told === undefined) return;
    throw new SeqwardenError('LOG_DISPUTED', told.error.message, { cause: told.error });
  }

  /** Else another process of ours moved the log on meanwhile, and the witness may have signed that. */
  async #isLast(checkpoint: Bytes): Promise<boolean> {
    return equalBytes((await this.#store.head()).checkpoint, checkpoint);
  }
}

/** Whether nobody needs to be asked. Where no quorum is demanded, it is enough from the first: then each that has an address is wanted. */
function isDone({ file, isEnough }: Outcome, policy: TlogPolicy | undefined): boolean {
  const note = parseNote(file);
  if (policy === undefined) return note.signatures.length > 1;
  if (policy.quorum !== undefined) return isEnough === true;
  return policy.witnesses.every(({ key, url }) => url === undefined || signaturesBy(key, note).length > 0);
}

/** Throws what is no error of ours. */
function failureOf(error: unknown): WitnessFailure {
  if (error instanceof SeqwardenError) return { witness: undefined, error };
  throw error;
}
