import { hash } from 'node:crypto';
import { RightsBook } from '@seqwarden/cases/authority';
import { EntryJudge } from '@seqwarden/log/reading';
import type { KeyRefusal, KeyStates, LogEntry } from '@seqwarden/proof';
import { ACTS } from '@seqwarden/proof/acts';

/** What a log says of its keys, and of what persons may do, made of its entries in their order. */
export class KeysAndRights {
  readonly #judge: EntryJudge;
  readonly #refusals: KeyRefusal[] = [];
  readonly rights: RightsBook;

  /** `log` is the id of the log. */
  constructor(log: string) {
    this.#judge = new EntryJudge(log);
    this.rights = new RightsBook(log);
  }

  get states(): KeyStates {
    return this.#judge.keys;
  }

  /** Of records about rights; those about keys are with `states`. */
  get refusals(): readonly KeyRefusal[] {
    return this.#refusals;
  }

  /** Takes one more entry; as `KeyStates.add`. */
  async add(entry: LogEntry): Promise<void> {
    const type = await this.states.add(entry);
    // Entry 0 enrols the first key, or is nothing.
    if (type === ACTS.rights.predicateType && entry.index > 0) await this.#addRights(entry);
  }

  async #addRights({ index, file }: LogEntry): Promise<void> {
    const { entry, problem } = await this.#judge.take(index, file);
    const found = await problem;
    if (found !== undefined) this.#refusals.push({ index, code: found.code, message: found.message });
    const { envelope, statement } = entry;
    const role = this.states.keys.get(envelope?.keyid ?? '')?.role;
    if (found !== undefined || statement?.kind !== 'rights' || role === undefined) return;
    const why = this.rights.take({ index, identity: hash('sha256', file, 'hex'), role, act: statement });
    if (why !== undefined)
      this.#refusals.push({
        index,
        code: 'KEY_STATEMENT_CONTRADICTS',
        message:
          'a record about the rights of a key: it is of another register, out of order, or shown again',
      });
  }
}
