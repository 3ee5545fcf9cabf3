import { type BytePath, displayPath, SeqwardenError, type SpecialEntry } from '@seqwarden/proof';
import type { TreeRoot } from '../host/held-tree.ts';
import { visitRun } from '../host/visit-run.ts';
import type { FilePool } from './file-pool.ts';
import type { Walk } from './walk.ts';

/**
 * The last look at a source before it is sealed: the same names, and every file with the size, times and inode that it
 * had when it was read. Throws SOURCE_CHANGED with a difference.
 */
export async function recheck(pool: FilePool, root: TreeRoot, before: Walk): Promise<void> {
  const attributes = pool.recheck(before.files, root);
  // Held until both have ended, so that no thread reads on while its folders are closed.
  const names = Promise.resolve().then(() => recheckNames(root, before));
  const [looked, named] = await Promise.allSettled([attributes, names]);
  if (named.status === 'rejected') throw named.reason;
  if (looked.status === 'rejected') throw looked.reason;
  const [failure] = looked.value.failures;
  if (failure !== undefined) throw new SeqwardenError(failure.code, failure.message, { path: failure.path });
}

/** Goes over the run again beside the table: in the same order, so the first path that is not next has come or gone. */
function recheckNames(root: TreeRoot, { files, special, custody }: Walk): void {
  let row = 0;
  const specialNow: SpecialEntry[] = [];
  const custodyNow: string[] = [];
  visitRun(root, 'source', {
    folder: () => {},
    file: (folder, name) => {
      if (row >= files.count || files.name(row) !== name || files.folder(row) !== folder) {
        const found = folder === '' ? name : `${folder}/${name}`;
        const awaited = row < files.count ? files.path(row) : found;
        throw appeared(awaited < found ? awaited : found);
      }
      row++;
    },
    special: entry => void specialNow.push(entry),
    custody: entry => void custodyNow.push(`${entry.kind} ${entry.name}`),
  });
  if (row < files.count) throw appeared(files.path(row));
  const other = firstOther(special, specialNow) ?? firstOther(specialNow, special);
  if (other !== undefined) throw appeared(other);
  if (custodyNow.join('/') !== custody.map(entry => `${entry.kind} ${entry.name}`).join('/'))
    throw appeared('Custody');
}

function firstOther(these: readonly SpecialEntry[], those: readonly SpecialEntry[]): BytePath | undefined {
  const key = (entry: SpecialEntry) =>
    `${entry.kind} ${entry.kind === 'symlink' ? entry.targetSha256 : ''} ${entry.path}`;
  const known = new Set(those.map(key));
  return these.find(entry => !known.has(key(entry)))?.path;
}

function appeared(path: BytePath): SeqwardenError {
  return new SeqwardenError(
    'SOURCE_CHANGED',
    `${displayPath(path)} appeared or vanished while the run was read`,
    { path },
  );
}
