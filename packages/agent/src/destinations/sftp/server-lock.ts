import type { BytePath } from '@seqwarden/proof';
import {
  holdHere,
  LARGEST_LOCK,
  newLock,
  notToJudge,
  requireGone,
  takenMeanwhile,
} from '../../host/held-locks.ts';
import { runKey } from '../../host/run-key.ts';
import { temporaryName } from '../../host/temporary-name.ts';
import { joined, takeName } from './server-folders.ts';
import { hasStatus, Status } from './sftp-error.ts';
import type { SftpSession } from './sftp-session.ts';
import { putWhole, readWhole } from './whole-file.ts';

/**
 * The lock of host/run-lock.ts on a server: a file that is published without replacing. `folder` is the server's folder of locks,
 * `label` tells servers apart. Throws DESTINATION_BUSY. Returns the function that lets go.
 */
export async function lockOnServer(
  session: SftpSession,
  folder: BytePath,
  label: string,
  run: string,
): Promise<() => Promise<void>> {
  const name = `${runKey(run)}.lock`;
  const letGo = holdHere(`${label} ${name}`);
  const mine = newLock();
  try {
    await take(session, folder, name, mine);
  } catch (error) {
    letGo();
    throw error;
  }
  return async () => {
    letGo();
    const path = joined(folder, name);
    try {
      // a person may have taken it away, and another process have one there
      if ((await readLock(session, path)) === mine) await session.remove(path);
    } catch {
      // the server is gone: a lock without its process is taken over
    }
  };
}

async function take(session: SftpSession, folder: BytePath, name: string, mine: string): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await putWhole(session, folder, name, Buffer.from(mine, 'latin1'))) return;
    const found = await readLock(session, joined(folder, name));
    if (found === undefined) continue;
    requireGone(found);
    await takeAway(session, folder, name, found);
  }
  throw takenMeanwhile();
}

async function readLock(session: SftpSession, path: BytePath): Promise<string | undefined> {
  const found = await readWhole(session, path, LARGEST_LOCK);
  if (found === 'other') throw notToJudge();
  return found && Buffer.from(found).toString('latin1');
}

/** As host/run-lock.ts does it: by rename, so that of two that see the same dead holder only one removes its lock. */
async function takeAway(session: SftpSession, folder: BytePath, name: string, dead: string): Promise<void> {
  const path = joined(folder, name);
  const aside = joined(folder, temporaryName());
  try {
    await session.rename(path, aside);
    if ((await readLock(session, aside)) === dead || !(await takeName(session, aside, path)))
      await session.remove(aside);
  } catch (error) {
    if (!hasStatus(error, Status.NO_SUCH_FILE)) throw error;
  }
}
