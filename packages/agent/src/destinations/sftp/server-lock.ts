import { hostname } from 'node:os';
import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { errno } from '../../host/fs-error.ts';
import { judgeHolder, type LockHolder } from '../../host/lock-holder.ts';
import { runKey } from '../../host/run-key.ts';
import { temporaryName } from '../../host/temporary-name.ts';
import { joined, takeName } from './server-folders.ts';
import { hasStatus, Status } from './sftp-error.ts';
import type { SftpSession } from './sftp-session.ts';
import { putWhole, readWhole } from './whole-file.ts';

const LARGEST = 4096;

/** By process id alone a lock of ours could not be told from one that a dead process with the same id left. */
const HELD = new Set<string>();

/**
 * The lock of host/run-lock.ts on a server: a file with host and process id that is published without replacing. `folder` is the server's folder of locks,
 * `label` tells servers apart. Throws DESTINATION_BUSY.
 */
export async function lockOnServer(
  session: SftpSession,
  folder: BytePath,
  label: string,
  run: string,
): Promise<() => Promise<void>> {
  const name = `${runKey(run)}.lock`;
  const held = `${label} ${name}`;
  if (HELD.has(held)) throw new SeqwardenError('DESTINATION_BUSY', 'this process holds the lock already');
  HELD.add(held);
  try {
    await take(session, folder, name);
  } catch (error) {
    HELD.delete(held);
    throw error;
  }
  return async () => {
    HELD.delete(held);
    // where the server is gone: a lock without its process is taken over
    await session.remove(joined(folder, name)).catch(() => {});
  };
}

async function take(session: SftpSession, folder: BytePath, name: string): Promise<void> {
  const here = { host: hostname(), pid: process.pid };
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await putWhole(session, folder, name, Buffer.from(`${here.host} ${here.pid}\n`))) return;
    const holder = await readHolder(session, joined(folder, name));
    if (holder === undefined) continue;
    if (judgeHolder(holder, here, isAlive) !== 'gone')
      throw new SeqwardenError(
        'DESTINATION_BUSY',
        `process ${holder.pid} on ${shownHost(holder.host)} holds the lock`,
      );
    await takeAway(session, folder, name, holder);
  }
  throw new SeqwardenError('DESTINATION_BUSY', 'another process took the lock at the same moment');
}

async function readHolder(session: SftpSession, path: BytePath): Promise<LockHolder | undefined> {
  const found = await readWhole(session, path, LARGEST);
  if (found === undefined) return undefined;
  if (found === 'other') throw new SeqwardenError('DESTINATION_UNUSABLE', 'a lock is no file of ours');
  const [host = '', pid = ''] = Buffer.from(found).toString('latin1').trimEnd().split(' ');
  return { host, pid: Number(pid) };
}

/** A server wrote it: it gets into a message only where it is a name of a host (RFC 1123, section 2.1). */
export function shownHost(host: string): string {
  return /^[A-Za-z0-9._-]{1,255}$/.test(host) ? host : 'another host';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errno(error) !== 'ESRCH';
  }
}

/** As host/run-lock.ts does it: by rename, so that of two that see the same dead holder only one removes its lock. */
async function takeAway(
  session: SftpSession,
  folder: BytePath,
  name: string,
  dead: LockHolder,
): Promise<void> {
  const path = joined(folder, name);
  const aside = joined(folder, temporaryName());
  try {
    await session.rename(path, aside);
    const taken = await readHolder(session, aside);
    const isDead = taken?.host === dead.host && taken.pid === dead.pid;
    if (isDead || !(await takeName(session, aside, path))) await session.remove(aside);
  } catch (error) {
    if (!hasStatus(error, Status.NO_SUCH_FILE)) throw error;
  }
}
