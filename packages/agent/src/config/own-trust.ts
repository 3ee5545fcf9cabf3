import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeTrust, parseTrust, SeqwardenError, type Trust } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { writeDurable } from '../host/write-durable.ts';
import { lockAccount } from './account-lock.ts';
import { TRUST_FILE } from './config-folder.ts';

/** Whoever holds it is done in a moment. */
const PATIENCE = { ms: 5_000, busy: 'TRUST_BUSY' } as const;

/**
 * Changes the account's own trust file under a lock: of two that read, change and write at the same time, one would lose what the other wrote. `change` gives
 * the trust to write, or undefined for no change; others wait for it five seconds at most, so it asks nobody and reads no log. Returns what the file then says. Throws
 * TRUST_MISSING, TRUST_UNUSABLE, CONFIG_UNUSABLE, TRUST_BUSY, and what `change` throws of its own.
 */
export async function changeOwnTrust(
  folder: string,
  change: (trust: Trust) => Trust | undefined | Promise<Trust | undefined>,
): Promise<Trust> {
  const unlock = await lockAccount(folder, TRUST_FILE, PATIENCE);
  try {
    const trust = await parseTrust(readOwn(folder));
    const changed = await change(trust);
    if (changed === undefined) return trust;
    writeDurable(folder, TRUST_FILE, encodeTrust(changed), 0o644, true);
    return changed;
  } catch (error) {
    throw unusable(folder, error);
  } finally {
    unlock();
  }
}

/** What the account's own trust file says; it is only ever replaced as a whole, so a reader needs no lock, and no right to write. Throws TRUST_MISSING, TRUST_UNUSABLE. */
export async function readOwnTrust(folder: string): Promise<Trust> {
  return parseTrust(readOwn(folder));
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

/** What went wrong with the folder itself; whatever has a code of its own keeps it. */
function unusable(folder: string, error: unknown): SeqwardenError {
  if (error instanceof SeqwardenError) return error;
  return new SeqwardenError('CONFIG_UNUSABLE', `${folder}: ${reasonOf(error)}`, { cause: error });
}

function reasonOf(error: unknown): string {
  return errno(error) || (error instanceof Error ? error.message : String(error));
}
