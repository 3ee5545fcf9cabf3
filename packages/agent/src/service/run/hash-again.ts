import { lstatSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { readBuffer } from '../../engine/read-file.ts';
import { errno } from '../../host/fs-error.ts';
import { closeRoot, HeldTree } from '../../host/held-tree.ts';
import { folderOf, nameOf } from '../../host/path-parts.ts';
import { openRun } from '../../host/run-place.ts';
import type { FileRecord } from '../../journal/records.ts';
import { attributesOf, type FileAttributes, sameAttributes } from '../../scan/file-attributes.ts';
import { isHashedAgain } from '../files/decide-file.ts';
import { readGrowing } from '../files/read-growing.ts';

/** Files of a source, as the journal knows them. */
interface Looked {
  /** Others than the journal says. */
  readonly differs: Map<BytePath, FileAttributes>;
  readonly gone: FileRecord[];
}

export interface LookOptions {
  /** Of the run. */
  readonly path: string;
  /** Is told of each look and each piece. */
  readonly onMoved?: (() => void) | undefined;
  readonly signal: AbortSignal;
}

/** Looks at each file again, and reads again what may have been rewritten or appended. Throws what the file system does, SOURCE_*, and the signal's reason. */
export async function hashAgain(files: Iterable<FileRecord>, options: LookOptions): Promise<Looked> {
  const differs: Looked['differs'] = new Map();
  const gone: FileRecord[] = [];
  const { root } = openRun(options.path);
  const tree = new HeldTree(root);
  const buffer = readBuffer();
  let count = 0;
  try {
    for (const record of files) {
      options.signal.throwIfAborted();
      options.onMoved?.();
      const now = lookAt(tree, record.path);
      if (now === undefined) gone.push(record);
      else if (
        !sameAttributes(now, record.attributes) ||
        !(await isSame(tree, record, buffer, options.onMoved))
      )
        differs.set(record.path, now);
      if (++count % 500 === 0) await setImmediate();
    }
  } finally {
    tree.close();
    closeRoot(root);
  }
  return { differs, gone };
}

/** As {@link hashAgain}, of files that are as they were a moment ago. Throws SOURCE_CHANGED where one is not. */
export async function requireSame(files: Iterable<FileRecord>, options: LookOptions): Promise<void> {
  const { differs, gone } = await hashAgain(files, options);
  const path = [...differs.keys(), ...gone.map(record => record.path)][0];
  if (path === undefined) return;
  throw new SeqwardenError('SOURCE_CHANGED', `${displayPath(path)} changed after it was copied`, { path });
}

function lookAt(tree: HeldTree, path: BytePath): FileAttributes | undefined {
  try {
    tree.enter(folderOf(path));
    const now = lstatSync(tree.at(nameOf(path)), { bigint: true });
    return attributesOf(now);
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function isSame(
  tree: HeldTree,
  record: FileRecord,
  buffer: Buffer,
  onMoved?: () => void,
): Promise<boolean> {
  if (!isHashedAgain(record.class)) return true;
  const read = await readGrowing(tree, record.path, buffer, [], {
    begin: async () => {},
    take: async () => {
      onMoved?.();
      await setImmediate();
    },
  });
  return read.sha256.equals(record.sha256);
}
