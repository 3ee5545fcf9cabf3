import { createHash } from 'node:crypto';
import type { ReadEntry } from '@seqwarden/log/reading';
import type { SealPredicate } from '@seqwarden/proof';

/** A seal that a register has and that counts there. */
export interface SealInLog {
  /** Id of the register. */
  readonly log: string;
  readonly index: number;
  readonly seal: SealPredicate;
  /** When all files were last read a second time at any destination, and found equal; null: nobody said so. */
  readonly lastVerified: string | null;
}

/** What a register says of seals: by identity. Entries that do not count there say nothing. */
export class SealsInLog {
  readonly #log: string;
  readonly #seals = new Map<string, { readonly index: number; readonly seal: SealPredicate }>();
  readonly #readings = new Map<string, string>();

  constructor(log: string) {
    this.#log = log;
  }

  /** Is told every entry, in order, and what is wrong with it. */
  take({ index, file, statement }: ReadEntry, problem: Error | undefined): void {
    if (problem !== undefined || statement === undefined) return;
    if (statement.kind === 'seal') {
      const identity = createHash('sha256').update(file).digest('hex');
      if (!this.#seals.has(identity)) this.#seals.set(identity, { index, seal: statement.predicate });
    } else if (statement.kind === 'delivery' && statement.of === 'seal') {
      const { check, startedAt, completedAt, manifest } = statement.predicate;
      const sealed = this.#seals.get(statement.subject)?.seal;
      // A delivery of what is not sealed yet was made by a clock that was wrong, or by somebody else.
      if (sealed === undefined || check !== 'second-read' || startedAt < sealed.sealedAt) return;
      if (manifest.files !== sealed.manifest.files || manifest.bytes !== sealed.manifest.bytes) return;
      const before = this.#readings.get(statement.subject) ?? '';
      if (completedAt > before) this.#readings.set(statement.subject, completedAt);
    }
  }

  get(identity: string): SealInLog | undefined {
    const found = this.#seals.get(identity);
    return found && { log: this.#log, ...found, lastVerified: this.#readings.get(identity) ?? null };
  }
}
