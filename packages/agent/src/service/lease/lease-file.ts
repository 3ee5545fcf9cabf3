import { renameSync, unlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from '../../host/fs-error.ts';
import { makeOwnFolder, readOwnFile } from '../../host/own-file.ts';
import {
  processNumbers,
  readSystem,
  startOf as startOfProcess,
  UNKNOWN,
} from '../../host/process-identity.ts';
import { runKey } from '../../host/run-key.ts';
import { shortDigest } from '../../host/short-digest.ts';
import { takeName } from '../../host/take-name.ts';
import { temporaryName } from '../../host/temporary-name.ts';
import { writeDurable } from '../../host/write-durable.ts';
import { decideLease, type LeaseHolder } from './lease.ts';

/** Two processes that see the same dead holder meet again, once each; more is a quarrel. */
const TRIES = 4;

/**
 * Takes the lease on `what` (such as a root) in one of our own folders, of which nothing lies in a source. Returns the function that lets
 * go; a process that dies lets go by dying.
 *
 * @throws SeqwardenError AGENT_BUSY: another process of this machine has it, ask again; AGENT_OTHER_HOST; DESTINATION_UNUSABLE
 */
export function takeLease(folder: string, what: string, me: LeaseHolder = thisProcess()): () => void {
  makeOwnFolder(folder);
  const name = `${runKey(what)}.lease`;
  const path = join(folder, name);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const found = readHolder(path);
    const decision = decideLease(found, me, startOf);
    if (decision === 'wait')
      throw new SeqwardenError('AGENT_BUSY', `process ${found?.pid} works there`, { path });
    if (decision === 'refuse')
      throw new SeqwardenError('AGENT_OTHER_HOST', 'an agent of another machine or container works there', {
        path,
      });
    if (decision === 'mine') return () => letGo(path, me);
    if (decision === 'take over' && found !== undefined) takeAway(path, folder, found);
    try {
      writeDurable(folder, name, encode(me), 0o644);
      return () => letGo(path, me);
    } catch (error) {
      if (errno(error) !== 'EEXIST') throw error;
    }
  }
  throw new SeqwardenError('AGENT_BUSY', 'others take the lease at the same moment', { path });
}

/** Whether a living process has the lease; of another machine or container nothing is known. */
export function holdsLease(folder: string, what: string): 'yes' | 'no' | 'unknown' {
  const found = readHolder(join(folder, `${runKey(what)}.lease`));
  const decision = decideLease(found, thisProcess(), startOf);
  if (decision === 'refuse') return 'unknown';
  return decision === 'wait' || decision === 'mine' ? 'yes' : 'no';
}

function letGo(path: string, me: LeaseHolder): void {
  try {
    if (encode(readHolder(path)) === encode(me)) unlinkSync(path);
  } catch {
    // the folder is gone, or full of trouble: a lease without its process is taken over
  }
}

function encode(holder: LeaseHolder | undefined): string {
  if (holder === undefined) return '';
  const { host, boot, numbers, pid, started } = holder;
  return `${[host, boot, numbers, pid, started].join(' ')}\n`;
}

/** A lease that says anything else is of an unknown machine. */
function readHolder(path: string): LeaseHolder | undefined {
  try {
    const [host = '', boot = '', numbers = '', pid = '', started = ''] = readOwnFile(path)
      .toString('latin1')
      .trimEnd()
      .split(' ');
    return { host, boot, numbers, pid: Number(pid), started };
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** By rename, so that of two that see the same dead holder one removes it; who took another's away gives it back. */
function takeAway(path: string, folder: string, dead: LeaseHolder): void {
  const aside = join(folder, temporaryName());
  try {
    renameSync(path, aside);
    const isDead = encode(readHolder(aside)) === encode(dead);
    if (isDead || !takeName(aside, path)) unlinkSync(aside);
  } catch (error) {
    if (errno(error) !== 'ENOENT') throw error;
  }
}

export function thisProcess(): LeaseHolder {
  const numbers = processNumbers();
  return {
    host: machine(),
    boot: readSystem('/proc/sys/kernel/random/boot_id') || 'unknown',
    numbers: numbers === UNKNOWN ? 'unknown' : numbers,
    pid: process.pid,
    started: startOf(process.pid) ?? '',
  };
}

/** machine-id(5) is confidential and asks to be hashed with something of the application's own. */
function machine(): string {
  const id = readSystem('/etc/machine-id') || hostname();
  return shortDigest(`seqwarden lease ${id}`);
}

/** '' where it cannot be known, as a lease writes it. */
function startOf(pid: number): string | undefined {
  const started = startOfProcess(pid);
  return started === UNKNOWN ? '' : started;
}
