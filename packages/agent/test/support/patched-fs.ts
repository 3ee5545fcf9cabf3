import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { TestContext } from 'node:test';

export type Write = (fd: number, bytes: Uint8Array, at: number, length: number) => number;

/** Replaces `writeSync` of node:fs in this thread until the test ends, or the function returned is called; `make` gets the real one. */
export function patchWrite(t: TestContext, make: (real: Write) => Write): () => void {
  const real = fs.writeSync;
  return patched(t, {
    real: { writeSync: real },
    instead: { writeSync: make((fd, bytes, at, length) => real(fd, bytes, at, length)) },
  });
}

/** A file system without hard links, as long as {@link patchWrite}. */
export function withoutLinks(t: TestContext): () => void {
  return patched(t, { real: { linkSync: fs.linkSync }, instead: { linkSync: () => fail('EPERM') } });
}

/** A file system of another kind, by statfs(2), as long as {@link patchWrite}. */
export function ofKind(t: TestContext, type: number): () => void {
  const { statfsSync } = fs;
  const instead = (path: string) => Object.assign(statfsSync(path), { type });
  return patched(t, { real: { statfsSync }, instead: { statfsSync: instead } });
}

/** A disk that removes nothing, as long as {@link patchWrite}. */
export function withoutUnlink(t: TestContext): () => void {
  return patched(t, { real: { unlinkSync: fs.unlinkSync }, instead: { unlinkSync: () => fail('EIO') } });
}

/** A disk that takes half of what it is given and then fails, as long as {@link patchWrite}. */
export function halfWrite(t: TestContext): () => void {
  return patchWrite(t, real => (fd, bytes, at, length) => {
    real(fd, bytes, at, length >> 1);
    return fail('EIO');
  });
}

function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}

function patched(t: TestContext, { real, instead }: { real: object; instead: object }): () => void {
  const end = () => put(real);
  t.after(end);
  put(instead);
  return end;
}

function put(functions: object): void {
  Object.assign(fs, functions);
  syncBuiltinESMExports();
}
