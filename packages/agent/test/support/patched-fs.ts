import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { TestContext } from 'node:test';

export type Write = (fd: number, bytes: Uint8Array, at: number, length: number) => number;

/** Replaces `writeSync` of node:fs in this thread until the test ends; `make` gets the real one. */
export function patchWrite(t: TestContext, make: (real: Write) => Write): void {
  const real = fs.writeSync;
  t.after(() => put({ writeSync: real }));
  put({ writeSync: make((fd, bytes, at, length) => real(fd, bytes, at, length)) });
}

/** A file system without hard links, in this thread until the test ends. */
export function withoutLinks(t: TestContext): void {
  const real = fs.linkSync;
  t.after(() => put({ linkSync: real }));
  put({
    linkSync: () => {
      throw Object.assign(new Error('no links'), { code: 'EPERM' });
    },
  });
}

function put(functions: object): void {
  Object.assign(fs, functions);
  syncBuiltinESMExports();
}
