import { type ListedFile, MANIFEST_FILE, ManifestCursor, SeqwardenError } from '@seqwarden/proof';
import { isMarker } from '@seqwarden/runfolder';
import type { RunAtDestination } from '../destinations/destination.ts';
import { foldersAbove } from '../host/path-parts.ts';
import { bringFile } from './bring-file.ts';
import type { CarriedAddendum } from './judge-custody.ts';
import { type BytesOfRun, carriedFrom } from './reference.ts';

export interface Bringing {
  /** Places that may hold what was added; each is asked after the one before. */
  readonly holders: readonly BytesOfRun[];
  /** The place that has the amended bytes. */
  readonly amended: BytesOfRun;
  readonly now: Date;
}

/** Brings an addendum to a place that has all before it: added files, the addendum, its markers. Durable on return. Throws as {@link bringFile}. */
export async function bringAddendum(
  run: RunAtDestination,
  addendum: CarriedAddendum,
  { holders, amended, now }: Bringing,
): Promise<void> {
  const added = addedBy(addendum);
  const folders = new Map(
    [...new Set(['', ...added.flatMap(({ path }) => foldersAbove(path))])].map(folder => [
      folder,
      lookOf(now),
    ]),
  );
  for (const file of added) if (!isMarker(file.path)) await bringFromAny(run, file, holders, now);
  await run.settle(folders);
  await run.publishAddendum(await carriedFrom(addendum, amended));
  for (const file of added) if (isMarker(file.path)) await bringFromAny(run, file, holders, now);
  await run.settle(folders);
}

async function bringFromAny(
  run: RunAtDestination,
  file: ListedFile,
  holders: readonly BytesOfRun[],
  now: Date,
): Promise<void> {
  for (const [at, holder] of holders.entries()) {
    try {
      await bringFile(run, file, holder, now);
      return;
    } catch (error) {
      const isElsewhere = error instanceof SeqwardenError && /^(?:SOURCE|RUN)_/.test(error.code);
      if (!isElsewhere || at === holders.length - 1) throw error;
    }
  }
}

/** What an addendum lists and does not amend. */
export function addedBy({ content, amended }: Pick<CarriedAddendum, 'content' | 'amended'>): ListedFile[] {
  const other = new Set(amended.map(({ path }) => path));
  const list = Buffer.concat([...(content.get(MANIFEST_FILE) ?? [])]);
  const added: ListedFile[] = [];
  if (list.length === 0) return added;
  for (const cursor = new ManifestCursor(list); cursor.next(); )
    if (!other.has(cursor.path)) added.push({ path: cursor.path, sha256: cursor.sha256 });
  return added;
}

function lookOf(now: Date) {
  return { mode: 0o755, mtimeMs: now.getTime(), atimeMs: now.getTime() };
}
