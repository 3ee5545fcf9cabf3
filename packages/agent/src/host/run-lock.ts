import { renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { errno, fsError } from './fs-error.ts';
import { holdHere, LARGEST_LOCK, newLock, notToJudge, requireGone, takenMeanwhile } from './held-locks.ts';
import { makeOwnFolder, readOwnFile } from './own-file.ts';
import { runKey } from './run-key.ts';
import { takeName } from './take-name.ts';
import { temporaryName } from './temporary-name.ts';
import { writeDurable } from './write-durable.ts';

/**
 * One copy at a time works on one run at one destination, and one seal in place on one run (`ownFolder` is then the state
 * folder). The lock is a file that names the process (lock-holder.ts); that of a process which is certainly no more is taken over, any other is
 * believed (DESTINATION_BUSY). Returns the function that lets go.
 */
export function lockRun(ownFolder: string, runName: string): () => void {
  const folder = join(ownFolder, 'locks');
  const name = `${runKey(runName)}.lock`;
  const path = join(folder, name);
  const letGo = holdHere(path);
  const mine = newLock();
  try {
    makeOwnFolder(folder);
    takeLock(folder, name, path, mine);
  } catch (error) {
    letGo();
    throw fsError(error, 'destination', 'locks');
  }
  return () => {
    letGo();
    try {
      // a person may have taken it away, and another process have one there
      if (readLock(path) === mine) unlinkSync(path);
    } catch {
      // the destination is gone, or full of trouble: a lock without its process is taken over
    }
  };
}

function takeLock(folder: string, name: string, path: string, mine: string): void {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeDurable(folder, name, mine, 0o644);
      return;
    } catch (error) {
      if (errno(error) !== 'EEXIST') throw error;
    }
    const found = readLock(path);
    if (found === undefined) continue;
    requireGone(found);
    takeAway(path, folder, found);
  }
  throw takenMeanwhile();
}

function readLock(path: string): string | undefined {
  try {
    return readOwnFile(path, LARGEST_LOCK).toString('latin1');
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw error instanceof SeqwardenError ? notToJudge() : error;
  }
}

/**
 * By rename, so that of two that see the same dead holder only one removes its lock. The slower one may find that it took the lock of
 * the faster one: that goes back.
 */
function takeAway(path: string, folder: string, dead: string): void {
  const aside = join(folder, temporaryName());
  try {
    renameSync(path, aside);
    if (readLock(aside) === dead || !takeName(aside, path)) unlinkSync(aside);
  } catch (error) {
    if (errno(error) !== 'ENOENT') throw error;
  }
}
