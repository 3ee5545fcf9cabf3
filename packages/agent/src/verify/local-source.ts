import { ADDENDA_FOLDER, type Finding, SeqwardenError } from '@seqwarden/proof';
import { type AmendedReading, amendedFiles } from '../custody/amended-files.ts';
import type { FoundRun } from '../custody/found-run.ts';
import { type AddendaFound, NO_ADDENDA, readAddenda } from '../custody/read-addenda.ts';
import { readCustody } from '../custody/read-custody.ts';
import type { FilePool } from '../engine/file-pool.ts';
import type { FileTable } from '../engine/file-table.ts';
import { type Walk, walk } from '../engine/walk.ts';
import type { TreeRoot } from '../host/held-tree.ts';
import { custodyIsNoFolder, notPlainInCustody, strangeCustody } from './custody-findings.ts';
import { type HashReading, NO_CUSTODY, type OwnCustody, type RunSource } from './run-source.ts';

/** A run folder. Follows no link. */
export class LocalSource implements RunSource {
  readonly #root: TreeRoot;
  readonly #custody: TreeRoot | undefined;
  readonly #pool: FilePool;

  /** `custody` is the folder that holds `Custody/`: the run itself, or another; undefined: it cannot be opened. */
  constructor(root: TreeRoot, custody: TreeRoot | undefined, pool: FilePool) {
    this.#root = root;
    this.#custody = custody;
    this.#pool = pool;
  }

  custody(findings: Finding[]): OwnCustody {
    if (this.#custody === undefined) return NO_CUSTODY;
    try {
      const found = readCustody(this.#custody);
      const notPlain = found?.notPlain ?? [];
      for (const name of notPlain) if (name !== ADDENDA_FOLDER) findings.push(notPlainInCustody(name));
      return { files: found?.files ?? new Map(), hasAddenda: notPlain.includes(ADDENDA_FOLDER) };
    } catch (error) {
      findings.push(unreadable(error));
      return NO_CUSTODY;
    }
  }

  list(findings: Finding[]): Walk | undefined {
    try {
      const there = walk(this.#root);
      for (const { name, kind } of there.custody) {
        if (name !== 'Custody' || this.#custody !== this.#root) findings.push(strangeCustody(name));
        else if (kind !== 'folder') findings.push(custodyIsNoFolder(kind));
      }
      return there;
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      // Who verifies has no source: what cannot be listed cannot be judged.
      const code = error.code === 'SOURCE_ESCAPED' ? error.code : 'ENTRY_UNREADABLE';
      findings.push({ code, message: error.message });
      return undefined;
    }
  }

  async addenda(findings: Finding[]): Promise<AddendaFound> {
    if (this.#custody === undefined) return NO_ADDENDA;
    try {
      const found = await readAddenda(this.#custody);
      findings.push(...found.findings);
      return found;
    } catch (error) {
      findings.push(unreadable(error));
      return NO_ADDENDA;
    }
  }

  async hash(files: FileTable, { largest, onProgress, signal }: HashReading): Promise<void> {
    await this.#pool.transfer(files, { source: this.#root, attributes: false, largest, onProgress, signal });
  }

  async amended(number: number, reading: AmendedReading): Promise<FoundRun | undefined> {
    return this.#custody && amendedFiles(this.#custody, number, reading);
  }
}

/** A folder that this account may not read says nothing about the run, neither good nor bad. */
function unreadable(error: unknown): Finding {
  if (!(error instanceof SeqwardenError)) throw error;
  const code = error.code === 'RUN_UNREADABLE' ? 'ENTRY_UNREADABLE' : error.code;
  return { code, message: error.message };
}
