import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { openDestination } from '../../src/destinations/open.ts';
import { runKey } from '../../src/host/run-key.ts';
import { TEMPORARY } from '../../src/host/temporary-name.ts';
import { scratch } from '../support/scratch.ts';
import { below, entries } from '../support/tree.ts';
import { destinationContract } from './contract.ts';
import type { Place } from './place.ts';

async function open(t: TestContext): Promise<Place> {
  const folder = scratch(t);
  const again = () => openDestination({ kind: 'folder', path: folder });
  const run = (name: string) => join(folder, name);
  const files = (name: string) =>
    existsSync(run(name))
      ? entries(run(name)).filter(path => !lstatSync(below(run(name), path)).isDirectory())
      : [];
  return {
    destination: await again(),
    again,
    elsewhere: {
      names: async name => files(name),
      read: async (name, path) =>
        files(name).includes(path) ? readFileSync(below(run(name), path)) : undefined,
      put: async (name, path, bytes) => {
        mkdirSync(dirname(join(run(name), path)), { recursive: true });
        writeFileSync(join(run(name), path), bytes);
      },
      spoilStaged: async name => {
        for (const path of files(name).filter(path =>
          TEMPORARY.test(path.slice(path.lastIndexOf('/') + 1)),
        )) {
          const bytes = readFileSync(below(run(name), path));
          bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
          writeFileSync(below(run(name), path), bytes);
        }
      },
      link: async (name, path) => symlinkSync('nowhere', join(run(name), path)),
      putInPlaceOfRun: async (name, bytes) => writeFileSync(run(name), bytes),
      leaveLock: async (name, { host, pid }) => {
        mkdirSync(join(folder, '.seqwarden', 'locks'), { recursive: true });
        writeFileSync(join(folder, '.seqwarden', 'locks', `${runKey(name)}.lock`), `${host} ${pid}\n`);
      },
    },
  };
}

destinationContract('folder', open, { folders: true });
