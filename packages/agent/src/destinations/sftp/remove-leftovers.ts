import type { BytePath } from '@seqwarden/proof';
import { TEMPORARY } from '../../host/temporary-name.ts';
import { listRun } from './list-run.ts';
import { joined, readFolder } from './server-folders.ts';
import type { SftpSession } from './sftp-session.ts';

/**
 * Removes what an interrupted copy left: files, and folders of files, whose name is one of our temporary names and whose path is not in `source`. Links and the
 * like are not ours, whatever they are called; a folder that holds folders makes this throw, and stays.
 */
export async function removeLeftovers(
  session: SftpSession,
  run: BytePath,
  source: ReadonlySet<BytePath>,
): Promise<void> {
  const isLeft = (path: BytePath) =>
    TEMPORARY.test(path.slice(path.lastIndexOf('/') + 1)) && !source.has(path);
  const { files, folders } = await listRun(session, run);
  for (const folder of folders.filter(isLeft).toReversed()) {
    const place = joined(run, folder);
    for (const { name } of await readFolder(session, place)) await session.remove(joined(place, name));
    await session.removeFolder(place);
  }
  const inFolders = new Set(folders.filter(isLeft));
  for (const { path } of files) {
    if (isLeft(path) && !inFolders.has(path.slice(0, Math.max(path.lastIndexOf('/'), 0))))
      await session.remove(joined(run, path));
  }
}
