import { lstatSync } from 'node:fs';
import { AmendedCursor, type BytePath } from '@seqwarden/proof';
import { type FileTable, Outcome } from '../engine/file-table.ts';
import { readBuffer, readFile } from '../engine/read-file.ts';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import type { Branch } from './branch.ts';
import type { SealedCustody } from './judge-custody.ts';

/** A row whose file in the source has bytes that an addendum keeps: what belongs under its name is what was sealed, or added. */
export interface SupersededRow {
  readonly row: number;
  /** Hex. */
  readonly sha256: string;
}

/**
 * Finds the files of a source that are in a state which an addendum of a destination states, and takes their rows out of the engine's hands: their own bytes
 * get no final name anywhere. Their rows have the digest that was read now. Throws SOURCE_*.
 */
export function findSuperseded(
  source: TreeRoot,
  files: FileTable,
  branches: readonly Branch[],
): readonly SupersededRow[] {
  const [custody] = branches.flatMap(({ alive, reference }) =>
    alive && reference !== undefined && !reference.isOfSource ? [reference.custody] : [],
  );
  // Of two seals each could say something else of one row.
  const isOne = branches.every(
    ({ alive, reference }) => !alive || reference?.custody.identity === custody?.identity,
  );
  if (custody === undefined || !isOne) return [];
  const found: SupersededRow[] = [];
  const tree = new HeldTree(source);
  const buffer = readBuffer();
  try {
    for (const [path, { expected, later }] of amendedIn(custody)) {
      const row = files.find(path);
      if (row < 0) continue;
      try {
        tree.enter(files.folder(row));
        const place = tree.at(files.name(row));
        const before = lstatSync(place);
        const { sha256 } = readFile(place, path, buffer);
        if (sha256 === expected || !later.has(sha256)) continue;
        files.setAttributes(row, before);
        files.setDigestHex(row, sha256);
        files.outcomes[row] = Outcome.done;
        found.push({ row, sha256: expected });
      } catch (error) {
        throw fsError(error, 'source', path);
      }
    }
    return found;
  } finally {
    tree.close();
  }
}

/** By path: what belongs under the name, and all that addenda said of it since. */
function amendedIn({ manifest, added, addenda }: SealedCustody) {
  const amended = new Map<BytePath, { expected: string; readonly later: Set<string> }>();
  for (const addendum of addenda)
    for (const { path, sha256 } of addendum.amended) {
      const known = amended.get(path);
      if (known === undefined) amended.set(path, { expected: '', later: new Set([sha256]) });
      else known.later.add(sha256);
    }
  if (amended.size === 0) return amended;
  for (const list = new AmendedCursor(manifest, added); list.next(); ) {
    const one = amended.get(list.path);
    if (one !== undefined) one.expected = list.sha256;
  }
  return amended;
}
