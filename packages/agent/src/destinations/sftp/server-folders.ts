import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { ListingLimit } from '../listing-limit.ts';
import { hasStatus, Status, StatusError } from './sftp-error.ts';
import type { SftpSession } from './sftp-session.ts';
import { type Attributes, kindOf } from './wire.ts';

export function joined(base: BytePath, path: BytePath): BytePath {
  return path === '' ? base : base === '/' ? `/${path}` : `${base}/${path}`;
}

/** `a`, `a/b`, `a/b/c` of `a/b/c`; none of ''. */
function ancestors(folder: BytePath): BytePath[] {
  if (folder === '') return [];
  const parts = folder.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/**
 * Throws DESTINATION_UNUSABLE unless `folder` below `base` is a folder, and all on the way to it: a link is none. SFTP cannot hold a folder open as
 * the local copy does, so whoever works on the server can still put a link there between this look and the next request (decision 0031).
 */
export async function requireFolder(session: SftpSession, base: BytePath, folder: BytePath): Promise<void> {
  if (await isFolderThere(session, base, folder)) return;
  const what = `destination ${displayPath(folder) || '.'} is not there`;
  throw new SeqwardenError('DESTINATION_UNUSABLE', what, { path: folder });
}

/** As {@link requireFolder}, but false where it or one above it is not there. */
export async function isFolderThere(
  session: SftpSession,
  base: BytePath,
  folder: BytePath,
): Promise<boolean> {
  const paths = ['', ...ancestors(folder)];
  const found = await Promise.all(paths.map(path => session.lstat(joined(base, path))));
  for (const [index, path] of paths.entries()) {
    const entry = found[index];
    if (entry === undefined) return false;
    if (kindOf(entry) !== 'folder') {
      const what = `destination ${displayPath(path) || '.'} is a link or no folder`;
      throw new SeqwardenError('DESTINATION_UNUSABLE', what, { path });
    }
  }
  return true;
}

/** Asked before anything is written. A server that is read-only for this account does not offer it either; from that one runs are verified. */
export function requireFlush(session: SftpSession): void {
  if (session.offers('fsync@openssh.com')) return;
  throw new SeqwardenError(
    'DESTINATION_UNUSABLE',
    'the server does not offer fsync@openssh.com: it is read-only, or nothing would be durable there',
  );
}

/** Makes a folder; one that is there stays. Throws CONFLICT where a link or a file is of that name. True: it is new. */
export async function makeFolder(session: SftpSession, path: BytePath): Promise<boolean> {
  try {
    await session.makeFolder(path, 0o777);
    return true;
  } catch (error) {
    // version 3 has no status for a name that is taken
    const there = error instanceof StatusError ? await session.lstat(path) : undefined;
    if (there === undefined) throw error;
    if (kindOf(there) === 'folder') return false;
    throw new SeqwardenError('CONFLICT', `destination ${displayPath(path)}: a link or a file stands there`, {
      path,
    });
  }
}

/** Gives a file its final name; false, and nothing changed, if that name is taken. */
export async function takeName(session: SftpSession, from: BytePath, to: BytePath): Promise<boolean> {
  try {
    await session.link(from, to);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if ((await session.lstat(to)) !== undefined) return false;
    if (!NO_HARD_LINKS.some(status => hasStatus(error, status))) throw error;
    // OpenSSH's rename is link and unlink too; of another server, or where its file system has no links, the look before has to do
    await session.rename(from, to);
    return true;
  }
  await session.remove(from);
  return true;
}

const NO_HARD_LINKS = [Status.OP_UNSUPPORTED, Status.PERMISSION_DENIED, Status.FAILURE];

/** What a folder shall look like: times in whole seconds, and what its mode may not show. */
export interface FolderLook {
  readonly times: Attributes;
  /** Narrows the mode that the folder has. */
  readonly narrow: (mode: number) => number;
}

/**
 * Makes the names in a folder durable. SFTP has no request for that, but OpenSSH opens a folder as it opens a file, and fsync@openssh.com works on it. False where
 * the server does not go along: then its file system decides when names are durable.
 */
export async function flushFolder(session: SftpSession, path: BytePath, look?: FolderLook): Promise<boolean> {
  let handle: Buffer;
  let isFile = true;
  try {
    handle = await session.openToRead(path);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (look === undefined) return false;
    isFile = false;
    handle = await session.openFolder(path);
  }
  try {
    if (look !== undefined) {
      const { mode = 0 } = await session.fstat(handle);
      const narrower = look.narrow(mode & 0o7777);
      await session.fsetstat(handle, {
        ...look.times,
        ...(narrower !== (mode & 0o7777) && { mode: narrower }),
      });
    }
    return isFile && (await isFlushed(session, handle));
  } finally {
    await session.closeHandle(handle);
  }
}

async function isFlushed(session: SftpSession, handle: Buffer): Promise<boolean> {
  try {
    await session.flush(handle);
    return true;
  } catch (error) {
    if (error instanceof StatusError) return false;
    throw error;
  }
}

/** All entries of a folder but itself and the one above it. `limit` may count those of more folders. A name that cannot be one is DESTINATION_UNUSABLE. */
export async function readFolder(
  session: SftpSession,
  path: BytePath,
  limit = new ListingLimit(displayPath(path)),
): Promise<{ name: BytePath; attributes: Attributes }[]> {
  limit.folder();
  const handle = await session.openFolder(path);
  try {
    const entries: { name: BytePath; attributes: Attributes }[] = [];
    for (
      let more = await session.readFolder(handle);
      more !== undefined;
      more = await session.readFolder(handle)
    ) {
      limit.answer();
      if (more.length === 0)
        throw new SeqwardenError(
          'DESTINATION_UNUSABLE',
          `the server does not come to an end of ${displayPath(path)}`,
        );
      for (const entry of more) {
        if (entry.name === '.' || entry.name === '..') continue;
        if (entry.name === '' || entry.name.length > LONGEST_NAME || /[/\0]/.test(entry.name))
          throw new SeqwardenError(
            'DESTINATION_UNUSABLE',
            `the server shows an impossible name in ${displayPath(path)}`,
          );
        limit.entry(path.length + entry.name.length);
        entries.push(entry);
      }
    }
    return entries;
  } finally {
    if (!session.isDead) await session.closeHandle(handle);
  }
}

/** As long as a whole path can be for Linux. */
const LONGEST_NAME = 4096;
