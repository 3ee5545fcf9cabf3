import { renameSync, unlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { errno, fsError } from './fs-error.ts';
import { judgeHolder, type LockHolder } from './lock-holder.ts';
import { makeOwnFolder, readOwnFile } from './own-file.ts';
import { runKey } from './run-key.ts';
import { takeName } from './take-name.ts';
import { temporaryName } from './temporary-name.ts';
import { writeDurable } from './write-durable.ts';

/**
 * One copy at a time works on one run at one destination, and one seal in place on one run (`ownFolder` is then the state
 * folder). The lock is a file with host and process id; a process of this host that is gone is taken over, one of another host is believed (DESTINATION_BUSY). Returns the function that lets go.
 */
export function lockRun(ownFolder: string, runName: string): () => void {
  const folder = join(ownFolder, 'locks');
  const name = `${runKey(runName)}.lock`;
  const path = join(folder, name);
  if (HELD.has(path)) throw new SeqwardenError('DESTINATION_BUSY', 'this process holds the lock already');
  try {
    makeOwnFolder(folder);
    takeLock(folder, name, path);
  } catch (error) {
    throw fsError(error, 'destination', 'locks');
  }
  HELD.add(path);
  return () => {
    HELD.delete(path);
    try {
      unlinkSync(path);
    } catch {
      // the destination is gone, or full of trouble: a lock without its process is taken over
    }
  };
}

/** By process id alone a lock of ours could not be told from one that a dead process with the same id left. */
const HELD = new Set<string>();

function takeLock(folder: string, name: string, path: string): void {
  const mine = `${hostname()} ${process.pid}\n`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeDurable(folder, name, mine, 0o644);
      return;
    } catch (error) {
      if (errno(error) !== 'EEXIST') throw error;
    }
    const holder = readHolder(path);
    if (
      holder !== undefined &&
      judgeHolder(holder, { host: hostname(), pid: process.pid }, isAlive) !== 'gone'
    ) {
      throw new SeqwardenError('DESTINATION_BUSY', `process ${holder.pid} on ${holder.host} holds the lock`);
    }
    if (holder !== undefined) takeAway(path, folder, holder);
  }
  throw new SeqwardenError('DESTINATION_BUSY', 'another process took the lock at the same moment');
}

function readHolder(path: string): LockHolder | undefined {
  try {
    const [host = '', pid = ''] = readOwnFile(path).toString('latin1').trimEnd().split(' ');
    return { host, pid: Number(pid) };
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether a process of this host has this number; also one of another account. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errno(error) !== 'ESRCH';
  }
}

/**
 * By rename, so that of two that see the same dead holder only one removes its lock. The slower one may find that it took the lock of
 * the faster one: that goes back.
 */
function takeAway(path: string, folder: string, dead: LockHolder): void {
  const aside = join(folder, temporaryName());
  try {
    renameSync(path, aside);
    const taken = readHolder(aside);
    const isDead = taken?.host === dead.host && taken.pid === dead.pid;
    if (isDead || !takeName(aside, path)) unlinkSync(aside);
  } catch (error) {
    if (errno(error) !== 'ENOENT') throw error;
  }
}
