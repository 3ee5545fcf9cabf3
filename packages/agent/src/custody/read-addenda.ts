import { readdirSync } from 'node:fs';
import {
  ADDENDA_FOLDER,
  ADDENDUM_FILES,
  AMENDED_FOLDER,
  addendumNumber,
  type BytePath,
  type CustodyFiles,
  displayPath,
  type Finding,
  MANIFEST_FILE,
  MAX_ADDENDA,
  SeqwardenError,
} from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { CUSTODY, readWhole } from './read-custody.ts';

/** FORMATS.md 13: all lists together, and each other file but amended ones. */
export const MOST_LIST_BYTES = 2 ** 30;
export const LARGEST_ADDENDUM_FILE = 1 << 17;

/** As for `Custody/` itself: nobody shall make us read a million names. */
export const ADDENDUM_ENTRIES = 64;

/** The addenda that lie somewhere: nothing in them was checked. */
export interface AddendaFound {
  /** The small files of each, by number. */
  readonly files: ReadonlyMap<number, CustodyFiles>;
  /** What does not belong there. */
  readonly findings: readonly Finding[];
}

export const NO_ADDENDA: AddendaFound = { files: new Map(), findings: [] };

/** Reads `Custody/addenda/` without following links. Throws RUN_UNREADABLE where it cannot be read. */
export function readAddenda(root: TreeRoot): AddendaFound {
  const tree = new HeldTree(root);
  try {
    return new AddendaReader(tree).read();
  } catch (error) {
    if (error instanceof SeqwardenError) throw error;
    if (errno(error) === 'ENOENT') return NO_ADDENDA;
    if (errno(error) === 'ENOTDIR' || errno(error) === 'ELOOP')
      return { ...NO_ADDENDA, findings: [notPlainInAddenda('')] };
    throw new SeqwardenError('RUN_UNREADABLE', `Custody/addenda/ cannot be read: ${errno(error)}`, {
      cause: error,
    });
  } finally {
    tree.close();
  }
}

class AddendaReader {
  readonly #tree: HeldTree;
  readonly #findings: Finding[] = [];
  #listBytesLeft = MOST_LIST_BYTES;

  constructor(tree: HeldTree) {
    this.#tree = tree;
  }

  read(): AddendaFound {
    const files = new Map<number, CustodyFiles>();
    for (const { name, isFolder } of this.#list('', MAX_ADDENDA + ADDENDUM_ENTRIES)) {
      const number = addendumNumber(name);
      if (number === undefined) this.#findings.push(strangeInAddenda(name));
      else if (!isFolder) this.#findings.push(notPlainInAddenda(name));
      else files.set(number, this.#addendum(name));
    }
    if (files.size === 0 && this.#findings.length === 0) this.#findings.push(strangeInAddenda(''));
    // By number, as the chain goes.
    return { files: new Map([...files].sort(([a], [b]) => a - b)), findings: this.#findings };
  }

  #addendum(folder: string): CustodyFiles {
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const { name, isFolder, isFile } of this.#list(folder, ADDENDUM_ENTRIES)) {
      const path = `${folder}/${name}`;
      if (name === AMENDED_FOLDER) {
        if (!isFolder) this.#findings.push(notPlainInAddenda(path));
        continue;
      }
      if (!ADDENDUM_FILES.includes(name)) {
        this.#findings.push(strangeInAddenda(path));
        continue;
      }
      const isList = name === MANIFEST_FILE;
      const limit = isList ? this.#listBytesLeft : LARGEST_ADDENDUM_FILE;
      const bytes = isFile ? readWhole(this.#tree.at(name), limit) : undefined;
      if (bytes === undefined) this.#findings.push(notPlainInAddenda(path));
      else files.set(name, bytes);
      if (isList) this.#listBytesLeft -= bytes?.length ?? 0;
    }
    return files;
  }

  /** Nothing, with a finding, where there are absurdly many. */
  #list(folder: string, most: number): { name: BytePath; isFile: boolean; isFolder: boolean }[] {
    this.#tree.enter(`${CUSTODY}/${ADDENDA_FOLDER}${folder === '' ? '' : `/${folder}`}`);
    const entries = readdirSync(this.#tree.at(''), { withFileTypes: true, encoding: 'latin1' });
    if (entries.length > most) {
      const message = `Custody/addenda/${folder} holds ${entries.length} entries`;
      this.#findings.push({ code: 'CUSTODY_STRANGER', message });
      return [];
    }
    return entries.map(entry => ({
      name: entry.name,
      isFile: entry.isFile(),
      isFolder: entry.isDirectory(),
    }));
  }
}

/** `path` below `Custody/addenda/`; '' is that folder itself, which is then empty. */
export function strangeInAddenda(path: BytePath): Finding {
  const what = path === '' ? 'holds no addendum' : `holds ${displayPath(path)}, which no addendum has`;
  return { code: 'CUSTODY_STRANGER', message: `Custody/addenda/ ${what}` };
}

/** As {@link strangeInAddenda}. */
export function notPlainInAddenda(path: BytePath): Finding {
  const name = `Custody/addenda${path === '' ? '' : `/${displayPath(path)}`}`;
  return { code: 'CUSTODY_NOT_PLAIN', message: `${name} is a link, or not what its name says, or too large` };
}
