import { accessSync, closeSync, constants, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { encodeTrust, parseTrust, SeqwardenError, type Trust } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { lockRun } from '../host/run-lock.ts';
import { writeDurable } from '../host/write-durable.ts';
import { TRUST_FILE } from './config-folder.ts';

/**
 * Writes into the account's own trust file that a later generation replaced a seal, so that the old one cannot be put back. What stands
 * there already is not written again. Throws TRUST_MISSING, TRUST_UNUSABLE, CONFIG_UNUSABLE, DESTINATION_BUSY.
 */
export async function supersede(folder: string, seal: string, by: string, now: Date): Promise<void> {
  await withOwnTrust(folder, trust => {
    if (trust.superseded.some(entry => entry.seal === seal)) return;
    const superseded = [...trust.superseded, { seal, by }];
    const bytes = encodeTrust({ ...trust, madeAt: now.toISOString(), superseded });
    writeDurable(folder, TRUST_FILE, bytes, 0o644, true);
  });
}

/** That {@link supersede} will be able to do its work: to be asked before hours of reading. Throws what that throws. */
export async function requireSupersedable(folder: string): Promise<void> {
  const oneMore = '0'.repeat(64);
  await withOwnTrust(folder, trust => {
    encodeTrust({ ...trust, superseded: [...trust.superseded, { seal: oneMore, by: oneMore }] });
    accessSync(folder, constants.W_OK | constants.X_OK);
  });
}

/** Under a lock: of two that read, change and write at the same time, one would lose what the other wrote. */
async function withOwnTrust(folder: string, use: (trust: Trust) => void): Promise<void> {
  const unlock = await lockTrust(folder);
  try {
    use(await parseTrust(readOwn(folder)));
  } catch (error) {
    throw unusable(folder, error);
  } finally {
    unlock();
  }
}

function readOwn(folder: string): Buffer {
  const path = join(folder, TRUST_FILE);
  let fd = -1;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    return readFileSync(fd);
  } catch (error) {
    const code = errno(error) === 'ENOENT' ? 'TRUST_MISSING' : 'TRUST_UNUSABLE';
    throw new SeqwardenError(code, `${path}: ${errno(error) || String(error)}`, { cause: error });
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}

const WAIT_MS = 50;
const TRIES = 100;

/** Whoever holds it is done in a moment. */
async function lockTrust(folder: string): Promise<() => void> {
  for (let tried = 1; ; tried++) {
    try {
      return lockRun(folder, TRUST_FILE);
    } catch (error) {
      const isBusy = error instanceof SeqwardenError && error.code === 'DESTINATION_BUSY';
      if (!isBusy) throw unusable(folder, error);
      if (tried === TRIES) throw error;
    }
    await setTimeout(WAIT_MS);
  }
}

function unusable(folder: string, error: unknown): SeqwardenError {
  const isOfTrust = error instanceof SeqwardenError && error.code.startsWith('TRUST_');
  if (isOfTrust) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new SeqwardenError('CONFIG_UNUSABLE', `${folder}: ${errno(error) || reason}`, { cause: error });
}
