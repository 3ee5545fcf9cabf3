import { createHash } from 'node:crypto';
import { actOf, isAct } from '@seqwarden/agent/casebook';
import { namedDigests } from '@seqwarden/cases/summary';
import type { ReadEntry } from '@seqwarden/log/reading';

/** A file that a record names by its digest, and that the store is to have. */
export interface NamedFile {
  readonly sha256: string;
  /** Identity of the first record that names it. */
  readonly record: string;
}

/** Collects what the records of a log name. Also those that do not count, or were corrected: nothing takes a file away. */
export class NamedFiles {
  readonly #files = new Map<string, NamedFile>();

  /** Is told every entry, in order. */
  take({ file, statement }: ReadEntry): void {
    if (statement === undefined || !isAct(statement)) return;
    const digests = namedDigests(actOf(statement));
    if (digests.length === 0) return;
    const record = createHash('sha256').update(file).digest('hex');
    for (const sha256 of digests) if (!this.#files.has(sha256)) this.#files.set(sha256, { sha256, record });
  }

  get files(): readonly NamedFile[] {
    return [...this.#files.values()];
  }
}
