import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runKey } from '../../src/host/run-key.ts';
import { TEMPORARY } from '../../src/host/temporary-name.ts';
import { below, entries } from '../support/tree.ts';
import type { Elsewhere } from './place.ts';

/**
 * The stranger's way to a destination that is a folder of this machine, whoever serves it. `arrived` waits until what was staged under a path has come
 * there, where writing does not wait for it.
 */
export function elsewhereIn(
  folder: string,
  arrived: (path: Buffer) => Promise<void> = async () => {},
): Elsewhere {
  const run = (name: string) => join(folder, name);
  const files = (name: string) =>
    existsSync(run(name))
      ? entries(run(name)).filter(path => !lstatSync(below(run(name), path)).isDirectory())
      : [];
  return {
    names: async name => files(name),
    read: async (name, path) =>
      files(name).includes(path) ? readFileSync(below(run(name), path)) : undefined,
    put: async (name, path, bytes) => {
      mkdirSync(dirname(join(run(name), path)), { recursive: true });
      writeFileSync(join(run(name), path), bytes);
    },
    spoilStaged: async name => {
      for (const path of files(name)) {
        if (!TEMPORARY.test(path.slice(path.lastIndexOf('/') + 1))) continue;
        await arrived(below(run(name), path));
        const bytes = readFileSync(below(run(name), path));
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
        writeFileSync(below(run(name), path), bytes);
      }
    },
    link: async (name, path) => symlinkSync('nowhere', join(run(name), path)),
    putInPlaceOfRun: async (name, bytes) => writeFileSync(run(name), bytes),
    leaveLock: async (name, document) => {
      const locks = join(folder, '.seqwarden', 'locks');
      mkdirSync(locks, { recursive: true });
      writeFileSync(join(locks, `${runKey(name)}.lock`), document);
    },
  };
}
