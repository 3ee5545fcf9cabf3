import { lstatSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import { type FileTable, Outcome } from '../engine/file-table.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { asTableHas, attributesOf, type FileAttributes, sameAttributes } from '../scan/file-attributes.ts';
import { atEach, type Branch } from './branch.ts';
import type { TakingPart } from './taking-part.ts';

/** A file that was copied before, durably. */
export interface KnownFile {
  readonly path: BytePath;
  /** Before and after the reading that gave the digest. */
  readonly attributes: FileAttributes;
  readonly sha256: Uint8Array;
  /** As bits, by the places in the list of destinations. */
  readonly held: number;
}

/** The sizes that a destination shows, by row; -1, or nothing where it is new: not there. */
export type SizesShown = ReadonlyMap<Branch, Float64Array>;

/** What each destination shows now. One whose listing fails fails alone. */
export async function sizesShown(branches: readonly Branch[], table: FileTable): Promise<SizesShown> {
  const shown = new Map<Branch, Float64Array>();
  await atEach(branches, async branch => void shown.set(branch, await sizesAt(branch.run, table)));
  return shown;
}

/**
 * Fills in the rows of files that need not be read again: they look as they did, every destination that takes part holds them, and showed them with
 * their size. All others stay pending. Throws SOURCE_*.
 */
export async function fillInKnown(
  source: TreeRoot,
  table: FileTable,
  branches: readonly Branch[],
  taking: TakingPart,
  known: Iterable<KnownFile>,
  shown: SizesShown,
): Promise<void> {
  const everywhere = (1 << taking.branches.length) - 1;
  const tree = new HeldTree(source);
  try {
    for (const { path, attributes, sha256, held } of known) {
      const row = table.find(path);
      if (row < 0 || table.outcomes[row] !== Outcome.pending) continue;
      const digest = Buffer.from(sha256).toString('hex');
      const isThere = taking.branches.every(
        branch =>
          held & (1 << branches.indexOf(branch)) &&
          shown.get(branch)?.[row] === attributes.size &&
          branch.sealed?.is(row, digest) !== false,
      );
      if (!isThere) continue;
      tree.enter(table.folder(row));
      const now = lstatSync(tree.at(table.name(row)), { throwIfNoEntry: false, bigint: true });
      if (now === undefined || !sameAttributes(attributes, attributesOf(now))) continue;
      table.setAttributes(row, asTableHas(attributes));
      table.setDigestHex(row, digest);
      table.held[row] = everywhere;
      table.outcomes[row] = Outcome.done;
    }
  } catch (error) {
    throw errno(error) === '' ? error : fsError(error, 'source', '');
  } finally {
    tree.close();
  }
}

async function sizesAt(run: Branch['run'], table: FileTable): Promise<Float64Array> {
  if (run.fresh) return new Float64Array();
  const sizes = new Float64Array(table.count).fill(-1);
  for (const { path, size } of (await run.list()).files) {
    const row = table.find(path);
    if (row >= 0) sizes[row] = size;
  }
  return sizes;
}
