/** A process of its own that copies through a log: `log-copy-child.ts SOURCE DEST CONFIG STATE`. The log's key is in CONFIG, the log in STATE/log. Prints the outcome. */
import { join } from 'node:path';
import { loadSigner } from '../../src/config/signer.ts';
import { copyRun } from '../../src/copy/copy-run.ts';
import { openDestination } from '../../src/destinations/open.ts';
import { AccountLog } from '../../src/register/account-log.ts';
import { findOwnLogKey } from '../../src/register/own-log-key.ts';
import { publishLog } from '../../src/register/publish-log.ts';
import { publishedAt } from '../../src/register/published-at.ts';
import { trustIn } from './sealing.ts';

const [source = '', destination = '', config = '', state = ''] = process.argv.slice(2);
const key = findOwnLogKey(config);
if (key === undefined) throw new Error('there is no log key');
const spec = { kind: 'folder', path: destination } as const;
const now = () => new Date();
const log = new AccountLog({ folder: join(state, 'log'), key, others: [publishedAt(spec, key.id)], now });
const own = loadSigner(config);
const { outcome } = await copyRun({
  source,
  destinations: [spec],
  signer: { ...own, register: log },
  trust: trustIn([own]),
  version: '0.0.0-test',
  incomplete: true,
  now,
});
await publishLog(await openDestination(spec), log);
await log.close();
process.stdout.write(outcome);
