import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { TestContext } from 'node:test';

export type Write = (fd: number, bytes: Uint8Array, at: number, length: number) => number;

/** Replaces `writeSync` of node:fs in this thread until the test ends; `make` gets the real one. */
export function patchWrite(t: TestContext, make: (real: Write) => Write): void {
  const real = fs.writeSync;
  const put = (write: object) => {
    Object.assign(fs, { writeSync: write });
    syncBuiltinESMExports();
  };
  t.after(() => put(real));
  put(make((fd, bytes, at, length) => real(fd, bytes, at, length)));
}
