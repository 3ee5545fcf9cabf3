/** A process of its own that copies: `copy-child.ts SOURCE DEST CONFIG`. Prints the outcome. */

import { loadSigner } from '../../src/config/signer.ts';
import { copyRun } from '../../src/copy/copy-run.ts';
import { trustIn } from './sealing.ts';

const [source = '', destination = '', config = ''] = process.argv.slice(2);
const signer = { ...loadSigner(config), register: undefined };
const { outcome } = await copyRun({
  source,
  destinations: [{ kind: 'folder', path: destination }],
  signer,
  trust: trustIn([signer]),
  version: '0.0.0-test',
  now: () => new Date(),
});
process.stdout.write(outcome);
