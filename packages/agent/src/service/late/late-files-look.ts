import { lstatSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { AmendedCursor, type BytePath, type ErrorCode } from '@seqwarden/proof';
import { fileClass } from '@seqwarden/runfolder';
import type { SealedCustody } from '../../copy/judge-custody.ts';
import { type FileTable, Outcome } from '../../engine/file-table.ts';
import { readBuffer } from '../../engine/read-file.ts';
import { SealedDigests } from '../../engine/sealed-digests.ts';
import { errno, fsError } from '../../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../../host/held-tree.ts';
import type { FileRecord } from '../../journal/records.ts';
import { attributesOf, sameAttributes } from '../../scan/file-attributes.ts';
import type { LaterFile } from '../../seal/make-addendum.ts';
import { isHashedAgain } from '../files/decide-file.ts';
import { readGrowing } from '../files/read-growing.ts';

/** What the source of a sealed run holds beyond what was said of it. */
export type LateLook =
  | {
      readonly kind: 'late';
      /** Rows of files that nothing lists. */
      readonly added: readonly number[];
      /** Files that are in a later state than the last that was said of them. */
      readonly amended: readonly LaterFile[];
      /** Whether a file that is written once, and not empty, is still the one that was sealed: then it is no other run. */
      readonly holdsSealed: boolean;
    }
  /** A file that must not be in another state than it was sealed, or not be there. */
  | { readonly kind: 'alarm'; readonly code: ErrorCode; readonly path: BytePath };

/** What is said of a file; 0: nothing. */
const LISTED = 1;
const AMENDED = 2;

/** What was said of a run: its seal and all addenda. */
type Said = Pick<SealedCustody, 'manifest' | 'added' | 'addenda'>;

/**
 * Holds a source against its seal and addenda. A file that looks as it did when `known` was noted is not read, unless it may grow or be rewritten. Of the others the bytes decide: what is
 * written once must have those that were sealed, and none may come; what only grows must begin with the last state that was said of it, `sizeOf` bytes; all else may be another
 * (decision 46). Files that are gone are nobody's concern. All rows but added ones have attributes and digest afterwards. `noteSame` is told of each file that was read and is as the lists
 * say, so that it is not read again for its looks. Throws SOURCE_*, the signal's reason.
 */
export async function lookForLate(
  root: TreeRoot,
  files: FileTable,
  said: Said,
  known: Iterable<FileRecord>,
  sizeOf: (path: BytePath) => Promise<number | undefined>,
  signal: AbortSignal,
  noteSame: (file: Omit<FileRecord, 'held'>) => void,
): Promise<LateLook> {
  const { newest, isListed } = lastSaid(files, said);
  const tree = new HeldTree(root);
  try {
    fillIn(tree, files, known);
    const buffer = readBuffer();
    const added: number[] = [];
    const amended: LaterFile[] = [];
    let holdsSealed = false;
    for (let row = 0; row < files.count; row++) {
      const path = files.path(row);
      const kind = fileClass(path);
      if (isListed[row] === 0) {
        if (kind === 'write-once') return { kind: 'alarm', code: 'WRITE_ONCE_ADDED', path };
        files.outcomes[row] = Outcome.pending;
        added.push(row);
        continue;
      }
      const isAsSaid = files.outcomes[row] === Outcome.done && newest.is(row, files.digestHex(row));
      if (isAsSaid && !isHashedAgain(kind)) {
        holdsSealed ||= kind === 'write-once' && files.size(row) > 0;
        continue;
      }
      signal.throwIfAborted();
      const before = kind === 'append-only' ? await sizeOf(path) : undefined;
      const read = await readGrowing(tree, path, buffer, before === undefined ? [] : [before], {
        begin: async stats => files.setAttributes(row, stats),
        take: async () => void (await setImmediate()),
      });
      const sha256 = read.sha256.toString('hex');
      files.setDigestHex(row, sha256);
      files.outcomes[row] = Outcome.done;
      if (newest.is(row, sha256)) {
        // What an addendum amended lies with that, and not under the file's name.
        if (isListed[row] === LISTED)
          noteSame({ path, attributes: read.attributes, sha256: read.sha256, class: kind });
        holdsSealed ||= kind === 'write-once' && files.size(row) > 0;
        continue;
      }
      if (kind === 'write-once') return { kind: 'alarm', code: 'WRITE_ONCE_CHANGED', path };
      const begins = before === undefined ? undefined : read.prefixes.get(before);
      if (kind === 'append-only' && (begins === undefined || !newest.is(row, begins.toString('hex'))))
        return { kind: 'alarm', code: 'APPEND_ONLY_REWRITTEN', path };
      amended.push({ path, sha256, bytes: files.size(row) });
    }
    return { kind: 'late', added, amended, holdsSealed };
  } finally {
    tree.close();
  }
}

function lastSaid(files: FileTable, { manifest, added, addenda }: Said) {
  const newest = SealedDigests.forTable(files);
  const isListed = new Uint8Array(files.count);
  let row = 0;
  for (const list = new AmendedCursor(manifest, added); list.next(); ) {
    while (row < files.count && files.path(row) < list.path) row++;
    if (row === files.count) break;
    if (files.path(row) !== list.path) continue;
    newest.set(row, list.sha256);
    isListed[row] = LISTED;
  }
  for (const { amended } of addenda)
    for (const { path, sha256 } of amended) {
      const at = files.find(path);
      if (at < 0) continue;
      newest.set(at, sha256);
      isListed[at] = AMENDED;
    }
  return { newest, isListed };
}

/** Rows of files that look as they did. */
function fillIn(tree: HeldTree, files: FileTable, known: Iterable<FileRecord>): void {
  for (const { path, attributes, sha256 } of known) {
    const row = files.find(path);
    if (row < 0) continue;
    try {
      tree.enter(files.folder(row));
      const name = tree.at(files.name(row));
      // As the last look will see it, and in this order: what changes between the two looks is not what is on record.
      const rounded = lstatSync(name, { throwIfNoEntry: false });
      const now = lstatSync(name, { throwIfNoEntry: false, bigint: true });
      if (rounded === undefined || now === undefined || !sameAttributes(attributes, attributesOf(now)))
        continue;
      files.setAttributes(row, rounded);
      files.setDigestHex(row, Buffer.from(sha256).toString('hex'));
      files.outcomes[row] = Outcome.done;
    } catch (error) {
      throw errno(error) === '' ? error : fsError(error, 'source', path);
    }
  }
}
