import type { Missed } from '@seqwarden/agent/casebook';
import type { SealSigner } from '@seqwarden/agent/config';
import type { State, Task } from '@seqwarden/cases/state';
import type { Trust } from '@seqwarden/proof';
import type { ActName, ActOf, ActTail } from '@seqwarden/proof/acts';

/** What of a predicate its maker says; when, and with what, is added where it is signed. */
export type Sayable<K extends ActName> = Omit<ActOf<K>['predicate'], ActTail>;

/** All that is known of cases now: of the account's register, and of what was imported of others. */
export interface CaseView {
  readonly state: State;
  readonly tasks: readonly Task[];
  readonly trust: Trust;
  /** Id of the account's own log. */
  readonly log: string;
  /** What could not be read, and was told: the state lacks what may stand there. Who answers by it cannot tell (exit 3). */
  readonly missed: readonly Missed[];
}

/** A person at work: what is known, and the means to say something more. */
export interface Desk extends CaseView {
  /** Key id of the person who signs. */
  readonly signer: string;
  /** Whether a key is the signer's, or another one of the same person, as far as the registers at hand say. */
  readonly isOfSigner: (key: string) => boolean;
  /** The same person's key for statements that are no acts, as holds; it enters them in the register. Such a thing comes after what is entered here. */
  readonly statementSigner: SealSigner;
  /**
   * Signs an act and enters it. What would not count is refused before it is entered, since what is in a register stays there. Durable on return; `state` is that of before.
   * `subject`: as `ACTS[kind].encode` takes it. Throws ACT_REFUSED, and what signing and the register throw.
   */
  readonly enter: <K extends ActName>(kind: K, says: Sayable<K>, subject?: string) => Promise<EnteredAct>;
  /** The state with what was entered here. */
  readonly after: () => State;
}

export interface EnteredAct {
  /** SHA-256 of the envelope's file, hex: what others name it by. */
  readonly identity: string;
  readonly index: number;
}
