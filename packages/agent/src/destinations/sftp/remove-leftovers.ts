import type { BytePath } from '@seqwarden/proof';
import { isUnpublishedAddendum } from '../../custody/unpublished-addendum.ts';
import { folderOf, nameOf } from '../../host/path-parts.ts';
import { TEMPORARY } from '../../host/temporary-name.ts';
import { entryOf } from './addenda.ts';
import { listRun } from './list-run.ts';
import { joined, readFolder } from './server-folders.ts';
import type { SftpSession } from './sftp-session.ts';

/**
 * Removes what an interrupted copy left: files, and folders of files or of an addendum, whose name is one of our temporary names and whose path is not in `source`. Links and the
 * like are not ours, whatever they are called; another folder that holds folders makes this throw, and stays.
 */
export async function removeLeftovers(
  session: SftpSession,
  run: BytePath,
  source: ReadonlySet<BytePath>,
): Promise<void> {
  const isLeft = (path: BytePath) => TEMPORARY.test(nameOf(path)) && !source.has(path);
  const { files, folders } = await listRun(session, run);
  for (const folder of folders.filter(isLeft).toReversed()) {
    const place = joined(run, folder);
    const entries = await readFolder(session, place);
    if (!folder.includes('/') && isUnpublishedAddendum(entries.map(entryOf))) {
      await removeTree(session, place);
      continue;
    }
    for (const { name } of entries) await session.remove(joined(place, name));
    await session.removeFolder(place);
  }
  const inFolders = new Set(folders.filter(isLeft));
  for (const { path } of files) {
    if (isLeft(path) && !inFolders.has(folderOf(path))) await session.remove(joined(run, path));
  }
}

/** Follows no link. */
async function removeTree(session: SftpSession, folder: BytePath): Promise<void> {
  for (const entry of await readFolder(session, folder)) {
    const path = joined(folder, entry.name);
    if (entryOf(entry).isFolder) await removeTree(session, path);
    else await session.remove(path);
  }
  await session.removeFolder(folder);
}
