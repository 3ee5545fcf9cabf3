import {
  ADDENDUM_FILES,
  AMENDED_FOLDER,
  addendumNumber,
  type BytePath,
  type CustodyFiles,
  type Finding,
  MANIFEST_FILE,
  MAX_ADDENDA,
} from '@seqwarden/proof';
import type { AddendaFound } from './read-addenda.ts';
import {
  ADDENDUM_ENTRIES,
  LARGEST_ADDENDUM_FILE,
  MOST_LIST_BYTES,
  notPlainInAddenda,
  strangeInAddenda,
} from './read-addenda.ts';

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

/** As `readAddenda` reads a folder of this host. Throws what the place throws. */
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
