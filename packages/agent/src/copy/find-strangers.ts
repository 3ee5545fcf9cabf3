import { type BytePath, displayPath, type ErrorCode, type ListedFile } from '@seqwarden/proof';
import type { Listing } from '../destinations/destination.ts';
import { hiddenName } from '../destinations/taken-name.ts';
import type { Failure } from '../engine/failure.ts';
import type { Walk } from '../engine/walk.ts';
import { foldersAbove } from '../host/path-parts.ts';

/**
 * What a run's place at a destination holds beyond the source: a seal would not list it, so it is a conflict. And what it does not show under
 * the name that was written, because it takes two names for one. Rows that are held back have no name there yet. `absent`: what addenda list and the source
 * has no more.
 */
export function findStrangers(
  there: Listing,
  source: Walk,
  heldBack: readonly number[],
  absent: readonly ListedFile[] = [],
): Failure[] {
  const seen = new Uint8Array(source.files.count);
  const strangers: BytePath[] = [];
  const listed = new Set(absent.map(({ path }) => path));
  for (const { path } of there.files) {
    const row = source.files.find(path);
    if (row >= 0) seen[row] = 1;
    else if (!listed.has(path)) strangers.push(path);
  }
  strangers.push(...there.special);
  const folders = new Set([...source.folders, ...absent.flatMap(({ path }) => foldersAbove(path))]);
  // A folder with a stranger in it is that stranger's.
  const holds = new Set(strangers.flatMap(foldersAbove));
  strangers.push(...there.folders.filter(folder => !folders.has(folder) && !holds.has(folder)));
  for (const row of heldBack) seen[row] = 1;
  const hidden: BytePath[] = [];
  for (let row = 0; row < seen.length; row++) if (seen[row] === 0) hidden.push(source.files.path(row));
  return [
    ...strangers.map(path =>
      failure(path, 'CONFLICT', `the destination holds ${displayPath(path)}, which the source does not have`),
    ),
    ...hidden.map(path => failure(path, 'NAME_COLLISION', hiddenName(path).message)),
  ];
}

function failure(path: BytePath, code: ErrorCode, message: string): Failure {
  return { row: -1, path, code, message };
}
