import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, join } from 'node:path';
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

/** A disk that links no file of this name, as long as {@link patchWrite}. */
export function withoutLinkOf(t: TestContext, name: string): () => void {
  const { linkSync } = fs;
  const instead = (from: string, to: string) => (basename(to) === name ? fail('EIO') : linkSync(from, to));
  return patched(t, { real: { linkSync }, instead: { linkSync: instead } });
}

/** A file system to which names that differ in letter case only are one, where something is opened or made, as long as {@link patchWrite}. */
export function withoutCase(t: TestContext): () => void {
  const { openSync, mkdirSync } = fs;
  const there = (path: string) => {
    const folder = path.slice(0, path.lastIndexOf('/'));
    const name = basename(path);
    if (name === '' || !fs.existsSync(folder)) return path;
    const found = fs.readdirSync(folder).find(one => one.toLowerCase() === name.toLowerCase());
    return found === undefined ? path : join(folder, found);
  };
  return patched(t, {
    real: { openSync, mkdirSync },
    instead: {
      openSync: (path: string, flags: number, mode?: number) => openSync(there(path), flags, mode),
      mkdirSync: (path: string, options?: fs.MakeDirectoryOptions) => mkdirSync(there(path), options),
    },
  });
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

/** A disk that cannot be read, as long as {@link patchWrite}. */
export function withoutRead(t: TestContext): () => void {
  return patched(t, { real: { readSync: fs.readSync }, instead: { readSync: () => fail('EIO') } });
}

/** A disk that removes no folder, as long as {@link patchWrite}. */
export function withoutRmdir(t: TestContext): () => void {
  return patched(t, { real: { rmdirSync: fs.rmdirSync }, instead: { rmdirSync: () => fail('EIO') } });
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
