import { type BytePath, compareBytePaths, displayPath, isCustody, SeqwardenError } from '@seqwarden/proof';
import type { Listing } from '../destination.ts';
import { ListingLimit } from '../listing-limit.ts';
import { joined, readFolder } from './server-folders.ts';
import { hasStatus, Status, sftpError } from './sftp-error.ts';
import type { SftpSession } from './sftp-session.ts';
import { type Attributes, kindOf } from './wire.ts';

/** Folders that are read at the same time. */
const AT_ONCE = 16;
/** As long as a path can be for Linux; a server that invents folders without end comes to its end here. */
const LONGEST_PATH = 4096;

/**
 * What lies below the run's folder. Nothing is followed, nothing but folders is opened. `onRefused` is told of folders that the server does not let us
 * list, and they count as empty; without it DESTINATION_REFUSED is thrown.
 */
export async function listRun(
  session: SftpSession,
  run: BytePath,
  onRefused?: (folder: BytePath) => void,
): Promise<Listing> {
  const files: { readonly path: BytePath; readonly size: number }[] = [];
  const folders: BytePath[] = [];
  const special: BytePath[] = [];
  const custody: BytePath[] = [];
  const limit = new ListingLimit('list');
  const entriesOf = async (folder: BytePath) => {
    try {
      return await readFolder(session, joined(run, folder), limit);
    } catch (error) {
      if (onRefused === undefined || !hasStatus(error, Status.PERMISSION_DENIED))
        throw sftpError(error, folder);
      onRefused(folder);
      return [];
    }
  };
  const wave: BytePath[] = [''];
  while (wave.length > 0) {
    const now = wave.splice(0, AT_ONCE);
    const found = await Promise.all(now.map(entriesOf));
    for (const [index, folder] of now.entries()) {
      for (const entry of found[index] ?? []) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (path.length > LONGEST_PATH)
          throw new SeqwardenError('DESTINATION_UNUSABLE', `the server shows a path of ${path.length} bytes`);
        if (folder === '' && isCustody(entry.name)) {
          custody.push(path);
          continue;
        }
        const attributes = await complete(session, joined(run, path), entry.attributes);
        const kind = kindOf(attributes);
        if (kind === 'folder') {
          folders.push(path);
          wave.push(path);
        } else if (kind === 'file' && attributes.size !== undefined)
          files.push({ path, size: attributes.size });
        else special.push(path);
      }
    }
  }
  files.sort((a, b) => compareBytePaths(a.path, b.path));
  return {
    files,
    folders: folders.sort(compareBytePaths),
    special: special.sort(compareBytePaths),
    custody: custody.sort(compareBytePaths),
  };
}

/** OpenSSH sends with each name what lstat(2) says; where a server leaves it out, it is asked. */
async function complete(session: SftpSession, path: BytePath, attributes: Attributes): Promise<Attributes> {
  if (attributes.mode !== undefined && attributes.size !== undefined) return attributes;
  const asked = await session.lstat(path);
  if (asked !== undefined) return asked;
  throw new SeqwardenError(
    'DESTINATION_UNUSABLE',
    `destination ${displayPath(path)} vanished while it was listed`,
  );
}
