import { type Bytes, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import type { KeptDrafts } from '../../config/kept-drafts.ts';
import type { Register, RegisterEntry } from '../../config/register.ts';
import type { SealSigner } from '../../config/signer.ts';
import type { AgentEvent } from '../../events/event.ts';
import { isOfTheLog } from '../run/is-of-the-run.ts';

/** The log as the agent's work uses it: that it takes nothing, or is not countersigned as demanded, is told once, and that it is again. */
export class ToldRegister implements Register {
  readonly #register: Register;
  readonly #clock: () => number;
  readonly #emit: (event: AgentEvent) => void;
  /** The last proof lacks signatures that the policy demands. */
  #isShort = false;
  #stopped: { readonly code: ErrorCode; readonly since: number } | undefined;

  /** `clock`: milliseconds on one that never jumps. */
  constructor(register: Register, clock: () => number, emit: (event: AgentEvent) => void) {
    this.#register = register;
    this.#clock = clock;
    this.#emit = emit;
  }

  get drafts(): KeptDrafts {
    return this.#register.drafts;
  }

  /** Why it takes nothing, or QUORUM_MISSING where its last proof lacks countersigners; undefined: neither. */
  get trouble(): ErrorCode | undefined {
    return this.#stopped?.code ?? (this.#isShort ? 'QUORUM_MISSING' : undefined);
  }

  async append(envelope: Bytes): Promise<RegisterEntry> {
    try {
      const entry = await this.#register.append(envelope);
      this.#works();
      this.#tellCountersigned(entry);
      return entry;
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      throw this.stopped(error);
    }
  }

  /** Another key is used from here on. */
  renewed(): void {
    this.#works();
  }

  /** What it failed at, in words that are about the log: that its disk is full says nothing about a run. */
  stopped(error: SeqwardenError): SeqwardenError {
    const told = isOfTheLog(error.code)
      ? error
      : new SeqwardenError('LOG_STORE_UNUSABLE', error.message, { cause: error });
    if (this.#stopped?.code !== told.code) {
      this.#stopped = { code: told.code, since: this.#stopped?.since ?? this.#clock() };
      this.#emit({ event: 'register-stopped', code: told.code });
    }
    return told;
  }

  #tellCountersigned({ isCountersigned }: RegisterEntry): void {
    if (isCountersigned === undefined) return;
    const wasShort = this.#isShort;
    this.#isShort = !isCountersigned;
    if (this.#isShort && !wasShort) this.#emit({ event: 'register-not-countersigned' });
    if (!this.#isShort && wasShort) this.#emit({ event: 'register-countersigned' });
  }

  #works(): void {
    if (this.#stopped === undefined) return;
    const seconds = Math.floor((this.#clock() - this.#stopped.since) / 1000);
    this.#stopped = undefined;
    this.#emit({ event: 'register-back', seconds });
  }
}

/** undefined: this agent has no log. */
export function toldRegister({
  signer,
  clock,
  emit,
}: {
  readonly signer: SealSigner;
  readonly clock: () => number;
  readonly emit: (event: AgentEvent) => void;
}): ToldRegister | undefined {
  return signer.register && new ToldRegister(signer.register, clock, emit);
}
