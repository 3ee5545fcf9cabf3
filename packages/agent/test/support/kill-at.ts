/**
 * Preloaded (`--import`) into a process and its threads: kills it without warning before its Nth change of the file system, or in the
 * middle of it where that is a write. `SEQWARDEN_KILL_AT` is `main N` or `worker N`; each thread counts for itself.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const [where, nth] = (process.env.SEQWARDEN_KILL_AT ?? '').split(' ');
let left = Number(nth);

function isTheMoment(): boolean {
  return where === (isMainThread ? 'main' : 'worker') && --left === 0;
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

const { writeSync } = fs;

/** A write of which a half has come to the file when the process dies. */
function halfWritten(fd: number, bytes: NodeJS.ArrayBufferView, at?: number, length?: number): number {
  if (isTheMoment()) {
    writeSync(fd, bytes, at, Math.floor((length ?? bytes.byteLength) / 2));
    die();
  }
  return writeSync(fd, bytes, at, length);
}

/** What counts as a step of the process, before which it may die. */
export function mortal<This, A extends unknown[], R>(
  act: (this: This, ...args: A) => R,
): (this: This, ...args: A) => R {
  return function (...args) {
    if (isTheMoment()) die();
    return act.apply(this, args);
  };
}

Object.assign(fs, {
  writeSync: halfWritten,
  linkSync: mortal(fs.linkSync),
  unlinkSync: mortal(fs.unlinkSync),
  renameSync: mortal(fs.renameSync),
  mkdirSync: mortal(fs.mkdirSync),
  fsyncSync: mortal(fs.fsyncSync),
  futimesSync: mortal(fs.futimesSync),
});
syncBuiltinESMExports();
