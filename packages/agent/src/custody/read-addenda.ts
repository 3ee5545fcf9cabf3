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
import { folderOf, nameOf } from '../host/path-parts.ts';
import { CUSTODY, readWhole } from './read-custody.ts';

/** FORMATS.md 13: all lists together, and each other file but amended ones. */
export const MOST_LIST_BYTES = 2 ** 30;
export const LARGEST_ADDENDUM_FILE = 1 << 17;

/** As for `Custody/` itself: nobody shall make us read a million names. */
const ADDENDUM_ENTRIES = 64;

/** The addenda that lie somewhere: nothing in them was checked. */
export interface AddendaFound {
  /** The small files of each, by number. */
  readonly files: ReadonlyMap<number, CustodyFiles>;
  /** What does not belong there. */
  readonly findings: readonly Finding[];
}

export const NO_ADDENDA: AddendaFound = { files: new Map(), findings: [] };

export interface AddendaEntry {
  readonly name: BytePath;
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

/** A place that is asked over a network. Paths are below `Custody/addenda/`; '' is that folder, which is there. */
export interface AddendaPlace {
  list(folder: BytePath): Promise<readonly AddendaEntry[]>;
  /** undefined: no plain file is there, or one of more than `limit` bytes. */
  read(path: BytePath, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** Reads what lies there, and checks nothing but names and sizes. Throws what the place throws. */
export async function collectAddenda(place: AddendaPlace): Promise<AddendaFound> {
  const findings: Finding[] = [];
  const files = new Map<number, CustodyFiles>();
  let listBytesLeft = MOST_LIST_BYTES;

  const listed = async (folder: BytePath, most: number) => {
    const entries = await place.list(folder);
    if (entries.length <= most) return entries;
    const message = `Custody/addenda/${folder} holds ${entries.length} entries`;
    findings.push({ code: 'CUSTODY_STRANGER', message });
    return [];
  };
  const addendum = async (folder: BytePath): Promise<CustodyFiles> => {
    const small = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const { name, isFolder, isFile } of await listed(folder, ADDENDUM_ENTRIES)) {
      const path = `${folder}/${name}`;
      if (name === AMENDED_FOLDER) {
        if (!isFolder) findings.push(notPlainInAddenda(path));
      } else if (!ADDENDUM_FILES.includes(name)) findings.push(strangeInAddenda(path));
      else {
        const isList = name === MANIFEST_FILE;
        const bytes = isFile
          ? await place.read(path, isList ? listBytesLeft : LARGEST_ADDENDUM_FILE)
          : undefined;
        if (bytes === undefined) findings.push(notPlainInAddenda(path));
        else small.set(name, bytes);
        if (isList) listBytesLeft -= bytes?.length ?? 0;
      }
    }
    return small;
  };

  for (const { name, isFolder } of await listed('', MAX_ADDENDA + ADDENDUM_ENTRIES)) {
    const number = addendumNumber(name);
    if (number === undefined) findings.push(strangeInAddenda(name));
    else if (!isFolder) findings.push(notPlainInAddenda(name));
    else files.set(number, await addendum(name));
  }
  if (files.size === 0 && findings.length === 0) findings.push(strangeInAddenda(''));
  return { files: new Map([...files].sort(([a], [b]) => a - b)), findings };
}

/** Reads `Custody/addenda/` without following links. Throws RUN_UNREADABLE where it cannot be read. */
export async function readAddenda(root: TreeRoot): Promise<AddendaFound> {
  const tree = new HeldTree(root);
  const enter = (folder: BytePath) =>
    tree.enter(`${CUSTODY}/${ADDENDA_FOLDER}${folder === '' ? '' : `/${folder}`}`);
  try {
    return await collectAddenda({
      list: async folder => {
        enter(folder);
        const entries = readdirSync(tree.at(''), { withFileTypes: true, encoding: 'latin1' });
        return entries.map(entry => ({
          name: entry.name,
          isFile: entry.isFile(),
          isFolder: entry.isDirectory(),
        }));
      },
      read: async (path, limit) => {
        enter(folderOf(path));
        return readWhole(tree.at(nameOf(path)), limit);
      },
    });
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
