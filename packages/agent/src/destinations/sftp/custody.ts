import { ADDENDA_FOLDER, type BytePath, isCustody, SeqwardenError } from '@seqwarden/proof';
import type { CustodyContent } from '../../custody/publish-custody.ts';
import { largestOf } from '../../custody/read-custody.ts';
import { temporaryName } from '../../host/temporary-name.ts';
import type { CustodyFiles } from '../destination.ts';
import { flushFolder, joined, readFolder } from './server-folders.ts';
import { StatusError } from './sftp-error.ts';
import type { SftpSession } from './sftp-session.ts';
import { readWhole, removeQuietly, writeWhole } from './whole-file.ts';
import { kindOf } from './wire.ts';

const CUSTODY = 'Custody';
const MOST_ENTRIES = 64;

/** The files of a seal, whatever lies under the name of addenda; undefined: there is none. Throws CUSTODY_NOT_PLAIN and CUSTODY_STRANGER. */
export async function readCustody(session: SftpSession, run: BytePath): Promise<CustodyFiles | undefined> {
  const folder = joined(run, CUSTODY);
  const there = await session.lstat(folder);
  if (there === undefined) return undefined;
  if (kindOf(there) !== 'folder')
    throw new SeqwardenError('CUSTODY_NOT_PLAIN', 'Custody is a link or a file, not a folder');
  const entries = await readFolder(session, folder);
  if (entries.length > MOST_ENTRIES)
    throw new SeqwardenError('CUSTODY_STRANGER', `Custody/ holds ${entries.length} entries`);
  const files = new Map<string, readonly Uint8Array[]>();
  for (const { name } of entries) {
    const limit = largestOf(name);
    const bytes = await readWhole(session, joined(folder, name), limit);
    if (bytes === 'other' && name === ADDENDA_FOLDER) continue;
    if (bytes === undefined || bytes === 'other')
      throw new SeqwardenError('CUSTODY_NOT_PLAIN', 'Custody/ holds what is no plain file', { path: name });
    files.set(name, [bytes]);
  }
  return files;
}

/**
 * `Custody/` whole or not at all: written beside it under a temporary name, flushed, renamed. A rename onto a folder that holds anything fails on every
 * server that keeps folders in a file system (rename(2)), so the look before needs not to be the last word. Throws CONFLICT.
 */
export async function publishCustody(
  session: SftpSession,
  run: BytePath,
  content: CustodyContent,
): Promise<void> {
  if ((await readFolder(session, run)).some(({ name }) => isCustody(name))) throw conflict();
  const temporary = joined(run, temporaryName());
  const names = [...content.keys()];
  try {
    await session.makeFolder(temporary, 0o755);
    for (const [name, pieces] of content) await writeWhole(session, joined(temporary, name), pieces);
    await flushFolder(session, temporary);
    await renameUnlessThere(session, temporary, joined(run, CUSTODY));
  } catch (error) {
    for (const name of names) await removeQuietly(session, joined(temporary, name));
    await session.removeFolder(temporary).catch(() => {});
    throw error;
  }
  await flushFolder(session, run);
}

export async function renameUnlessThere(session: SftpSession, from: BytePath, to: BytePath): Promise<void> {
  try {
    await session.rename(from, to);
  } catch (error) {
    if (error instanceof StatusError && (await session.lstat(to)) !== undefined) throw conflict(error);
    throw error;
  }
}

function conflict(cause?: unknown): SeqwardenError {
  return new SeqwardenError('CONFLICT', 'there is a Custody at the destination', { cause });
}
