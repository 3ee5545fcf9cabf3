import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import type { TreeRoot } from '../host/held-tree.ts';
import type { FilePool } from './file-pool.ts';
import { type Walk, walk } from './walk.ts';

/**
 * The last look at a source before it is sealed: the same names, and every file with the size, times and inode that it
 * had when it was read. Throws SOURCE_CHANGED with a difference.
 */
export async function recheck(pool: FilePool, root: TreeRoot, before: Walk): Promise<void> {
  const attributes = pool.recheck(before.files, root);
  let after: Walk;
  try {
    after = walk(root);
  } finally {
    await attributes;
  }
  const path = firstDifference(before, after);
  const { failures } = await attributes;
  if (path !== undefined) {
    throw new SeqwardenError(
      'SOURCE_CHANGED',
      `${displayPath(path)} appeared or vanished while the run was read`,
      { path },
    );
  }
  const [failure] = failures;
  if (failure !== undefined) throw new SeqwardenError(failure.code, failure.message, { path: failure.path });
}

function firstDifference(before: Walk, after: Walk): BytePath | undefined {
  const rows = Math.max(before.files.count, after.files.count);
  for (let row = 0; row < rows; row++) {
    const was = row < before.files.count ? before.files.path(row) : undefined;
    const is = row < after.files.count ? after.files.path(row) : undefined;
    if (was !== is) return was !== undefined && (is === undefined || was < is) ? was : is;
  }
  const key = (entry: Walk['special'][number]) =>
    `${entry.kind} ${entry.kind === 'symlink' ? entry.targetSha256 : ''} ${entry.path}`;
  const were = new Set(before.special.map(key));
  const are = new Set(after.special.map(key));
  const changed = [
    ...before.special.filter(entry => !are.has(key(entry))),
    ...after.special.filter(entry => !were.has(key(entry))),
  ];
  return changed[0]?.path;
}
