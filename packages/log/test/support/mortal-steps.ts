/** Preloaded into a process: kills it without warning before its Nth step that changes a file or the store, N being `SEQWARDEN_KILL_AT`. */
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';

let left = Number(process.env.SEQWARDEN_KILL_AT ?? Number.NaN);

function mortal<This, A extends unknown[], R>(
  act: (this: This, ...args: A) => R,
): (this: This, ...args: A) => R {
  return function (...args) {
    if (--left === 0) process.kill(process.pid, 'SIGKILL');
    return act.apply(this, args);
  };
}

const { open, rename, rm } = promises;
Object.assign(promises, { open: mortal(open), rename: mortal(rename), rm: mortal(rm) });
syncBuiltinESMExports();

// BEGIN, COMMIT and what stands between them.
const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = mortal(exec);
