import { openDestination } from '../../src/destinations/open.ts';
import { scratch } from '../support/scratch.ts';
import { destinationContract } from './contract.ts';
import { elsewhereIn } from './elsewhere-in-folder.ts';

destinationContract(
  'folder',
  async t => {
    const folder = scratch(t);
    const again = () => openDestination({ kind: 'folder', path: folder });
    return { destination: await again(), again, elsewhere: elsewhereIn(folder) };
  },
  { folders: true },
);
