import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs';
import {
  ADDENDA_FOLDER,
  AMENDED_FOLDER,
  addendumFolder,
  type BytePath,
  checkBytePath,
  displayPath,
  type ListedFile,
  SeqwardenError,
} from '@seqwarden/proof';
import { errno, fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { temporaryName } from '../host/temporary-name.ts';
import {
  type CustodyContent,
  NEW_FILE,
  removeQuietly,
  syncEntered,
  writeAll,
  writeContent,
} from './publish-custody.ts';
import { CUSTODY } from './read-custody.ts';

/** The new bytes of a file, and what was signed of them. */
export interface AmendedFile extends ListedFile {
  readonly bytes: number;
  /** Hands the bytes to `take`, in order and each once; a piece is used again only when `take` is done with it. */
  readonly read: (take: TakeBytes) => Promise<void>;
}

export type TakeBytes = (bytes: Uint8Array) => void | Promise<void>;

export interface NewAddendum {
  /** One more than that of the last one there. */
  readonly number: number;
  /** The small files, by name. */
  readonly content: CustodyContent;
  readonly amended: readonly AmendedFile[];
}

/**
 * Puts an addendum into the `Custody/` below `place`, whole or not at all: written beside it under a temporary name, all bytes counted and
 * hashed as they are written, flushed, renamed. Throws SOURCE_CHANGED where amended bytes are not those that were signed, CONFLICT if
 * there is one of this number, MANIFEST_MALFORMED for a path that no list can hold, DESTINATION_*; then nothing of it is left, unless the
 * process dies.
 */
export async function writeAddendum(
  place: TreeRoot,
  addendum: NewAddendum,
  temporary = temporaryName(),
): Promise<void> {
  const tree = new HeldTree(place);
  const custody = new HeldTree(place);
  // The first one brings the folder of all with it, so that there is never one without an addendum.
  const isFirst = addendum.number === 1;
  const folder = isFirst ? `${temporary}/${addendumFolder(1)}` : temporary;
  try {
    custody.enter(isFirst ? CUSTODY : `${CUSTODY}/${ADDENDA_FOLDER}`);
    mkdirSync(tree.at(temporary), 0o755);
    if (isFirst) makeFolder(tree, folder);
    tree.enter(folder);
    writeContent(tree, addendum.content);
    await writeAmended(tree, folder, addendum.amended);
    tree.enter(folder);
    syncEntered(tree);
    tree.enter(temporary);
    syncEntered(tree);
    tree.enter('');
    const name = isFirst ? ADDENDA_FOLDER : addendumFolder(addendum.number);
    renameSync(tree.at(temporary), custody.at(name));
    syncEntered(custody);
    syncEntered(tree);
  } catch (error) {
    removeQuietly(tree, temporary);
    if (errno(error) === 'ENOTEMPTY' || errno(error) === 'EEXIST')
      throw new SeqwardenError('CONFLICT', 'an addendum of this number appeared meanwhile', { cause: error });
    throw fsError(error, 'destination', `${CUSTODY}/${ADDENDA_FOLDER}`);
  } finally {
    custody.close();
    tree.close();
  }
}

/** Hands on the bytes of an amended file. Throws SOURCE_CHANGED at the end unless they are those that were signed, and none beyond them before. */
export async function readAmended(file: AmendedFile, take: TakeBytes): Promise<void> {
  const changed = () =>
    new SeqwardenError('SOURCE_CHANGED', `${displayPath(file.path)} is not what was signed`, {
      path: file.path,
    });
  const digest = createHash('sha256');
  let bytes = 0;
  await file.read(async piece => {
    bytes += piece.length;
    if (bytes > file.bytes) throw changed();
    digest.update(piece);
    await take(piece);
  });
  if (bytes !== file.bytes || digest.digest('hex') !== file.sha256) throw changed();
}

async function writeAmended(
  tree: HeldTree,
  folder: BytePath,
  amended: readonly AmendedFile[],
): Promise<void> {
  const made: BytePath[] = [];
  for (const file of amended) {
    checkBytePath(file.path);
    const parts = `${AMENDED_FOLDER}/${file.path}`.split('/');
    const name = parts.pop() ?? '';
    let inside = folder;
    for (const part of parts) {
      inside = `${inside}/${part}`;
      if (made.includes(inside)) continue;
      makeFolder(tree, inside);
      made.push(inside);
    }
    tree.enter(inside);
    await writeOne(tree, name, file);
  }
  for (const inside of made.toReversed()) {
    tree.enter(inside);
    syncEntered(tree);
  }
}

async function writeOne(tree: HeldTree, name: BytePath, file: AmendedFile): Promise<void> {
  const fd = openSync(tree.at(name), NEW_FILE, 0o644);
  try {
    await readAmended(file, bytes => writeAll(fd, bytes));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function makeFolder(tree: HeldTree, folder: BytePath): void {
  const cut = folder.lastIndexOf('/');
  tree.enter(folder.slice(0, Math.max(0, cut)));
  mkdirSync(tree.at(folder.slice(cut + 1)), 0o755);
}
