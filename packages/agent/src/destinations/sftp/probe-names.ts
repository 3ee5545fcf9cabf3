import type { BytePath } from '@seqwarden/proof';
import { temporaryName } from '../../host/temporary-name.ts';
import { joined, readFolder } from './server-folders.ts';
import { StatusError } from './sftp-error.ts';
import type { SftpSession } from './sftp-session.ts';

/** What a server's names are like, in the words of {@link nameRefusal}: bytes, Unicode text, or those of Windows. */
export type NameRules = 'linux' | 'darwin' | 'win32';

const NOT_UTF8 = 'a\xff';
/** To Windows a path and a stream. */
const FOR_WINDOWS = ['b\\c', 'd:e'];

/**
 * Finds out by trying, in an empty folder of its own below `folder`: no field of the protocol says it, and on a server of Windows a backslash in a name of a run would lead
 * out of the run.
 */
export async function probeNames(session: SftpSession, folder: BytePath): Promise<NameRules> {
  const place = joined(folder, temporaryName());
  await session.makeFolder(place, 0o700);
  try {
    for (const name of [NOT_UTF8, ...FOR_WINDOWS]) await tryName(session, joined(place, name));
    const held = new Set((await readFolder(session, place)).map(entry => entry.name));
    if (!FOR_WINDOWS.every(name => held.has(name))) return 'win32';
    return held.has(NOT_UTF8) ? 'linux' : 'darwin';
  } finally {
    if (!session.isDead) await removeAll(session, place);
  }
}

async function tryName(session: SftpSession, path: BytePath): Promise<void> {
  try {
    await session.closeHandle(await session.create(path, 0o600));
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
  }
}

async function removeAll(session: SftpSession, place: BytePath): Promise<void> {
  for (const { name } of await readFolder(session, place)) await session.remove(joined(place, name));
  await session.removeFolder(place);
}
