import { lstatSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSftp } from '../../src/destinations/sftp/open-sftp.ts';
import { scratch } from '../support/scratch.ts';
import { serverOrSkip, specOf } from '../support/ssh-server.ts';
import { destinationContract } from './contract.ts';
import { elsewhereIn } from './elsewhere-in-folder.ts';

/** What was written is on its way: waits until no more of it comes. */
async function arrived(path: Buffer): Promise<void> {
  for (let size = -1, same = 0; same < 5; await sleep(20)) {
    const now = lstatSync(path).size;
    same = now === size && now > 0 ? same + 1 : 0;
    size = now;
  }
}

destinationContract(
  'sftp',
  async t => {
    const server = await serverOrSkip(t);
    if (server === undefined) return undefined;
    const folder = scratch(t);
    const again = () => openSftp(specOf(server, folder));
    return { destination: await again(), again, elsewhere: elsewhereIn(folder, arrived) };
  },
  { folders: true },
);
