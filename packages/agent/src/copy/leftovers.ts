import { readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { type BytePath, displayPath, type ErrorCode } from '@seqwarden/proof';
import type { Failure } from '../engine/failure.ts';
import { type Walk, walk } from '../engine/walk.ts';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { TEMPORARY } from '../host/temporary-name.ts';

/**
 * Removes what an interrupted copy left at a destination: files, and folders of files, whose name is one of our temporary names.
 * A file that the source itself has under such a name is no leftover. Call it under the run's lock only.
 */
export function removeLeftovers(destination: TreeRoot, source: Walk): void {
  const there = walk(destination, 'destination');
  const tree = new HeldTree(destination);
  try {
    for (const folder of there.folders.filter(isTemporary)) {
      if (source.folders.includes(folder)) continue;
      tree.enter(folder);
      for (const name of readdirSync(tree.at(''), { encoding: 'latin1' })) unlinkSync(tree.at(name));
      tree.enter('');
      rmdirSync(tree.at(folder));
    }
    for (let row = 0; row < there.files.count; row++) {
      const path = there.files.path(row);
      if (!isTemporary(path) || TEMPORARY.test(there.files.folder(row)) || source.files.find(path) >= 0)
        continue;
      tree.enter(there.files.folder(row));
      unlinkSync(tree.at(there.files.name(row)));
    }
  } catch (error) {
    throw fsError(error, 'destination', '');
  } finally {
    tree.close();
  }
}

function isTemporary(path: BytePath): boolean {
  return TEMPORARY.test(path.slice(path.lastIndexOf('/') + 1));
}

/**
 * What a destination's run folder holds beyond the source: a seal would not list it, so it is a conflict. And what it does not show under
 * the name that was written, because it takes two names for one. Rows that are held back have no name there yet.
 */
export function strangersAt(destination: TreeRoot, source: Walk, heldBack: readonly number[]): Failure[] {
  const there = walk(destination, 'destination');
  const strangers: BytePath[] = [];
  for (let row = 0; row < there.files.count; row++) {
    const path = there.files.path(row);
    if (!isTemporary(path) && source.files.find(path) < 0) strangers.push(path);
  }
  const empty = new Set(source.special.filter(entry => entry.kind === 'folder').map(entry => entry.path));
  for (const entry of there.special) {
    if (entry.kind !== 'folder') strangers.push(entry.path);
    else if (!empty.has(entry.path) && !source.folders.includes(entry.path)) strangers.push(entry.path);
  }
  const waiting = new Set(heldBack);
  const hidden: BytePath[] = [];
  for (let row = 0; row < source.files.count; row++) {
    if (!waiting.has(row) && there.files.find(source.files.path(row)) < 0)
      hidden.push(source.files.path(row));
  }
  return [
    ...strangers.map(path =>
      failure(path, 'CONFLICT', `the destination holds ${displayPath(path)}, which the source does not have`),
    ),
    ...hidden.map(path =>
      failure(
        path,
        'NAME_COLLISION',
        `the destination does not show ${displayPath(path)} under its own name`,
      ),
    ),
  ];
}

function failure(path: BytePath, code: ErrorCode, message: string): Failure {
  return { row: -1, path, code, message };
}
