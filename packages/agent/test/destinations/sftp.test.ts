import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSftp } from '../../src/destinations/sftp/open-sftp.ts';
import { runKey } from '../../src/host/run-key.ts';
import { TEMPORARY } from '../../src/host/temporary-name.ts';
import { scratch } from '../support/scratch.ts';
import { serverOrSkip, specOf } from '../support/ssh-server.ts';
import { below, entries } from '../support/tree.ts';
import { destinationContract } from './contract.ts';
import type { Place } from './place.ts';

async function open(t: TestContext): Promise<Place | undefined> {
  const server = await serverOrSkip(t);
  if (server === undefined) return undefined;
  const folder = scratch(t);
  const again = () => openSftp(specOf(server, folder));
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
          await arrived(below(run(name), path));
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

/** What was written is on its way: waits until no more of it comes. */
async function arrived(path: Buffer): Promise<void> {
  for (let size = -1, same = 0; same < 5; await sleep(20)) {
    const now = lstatSync(path).size;
    same = now === size && now > 0 ? same + 1 : 0;
    size = now;
  }
}

destinationContract('sftp', open, { folders: true });
