// Opens the casebook of an account, and dies when the register is read and nothing of it is settled. A program of its own for casebook.test.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Casebook } from '@seqwarden/agent/casebook';
import { configFolder, folderReader, logFolder } from '@seqwarden/agent/config';
import { loadOwnLogKey } from '@seqwarden/agent/register';
import { parseTrust } from '@seqwarden/proof';

const { env } = process;
const key = loadOwnLogKey(configFolder(env), env);
const trust = await parseTrust(readFileSync(join(configFolder(env), 'trust.json')));
await Casebook.open({
  own: { key: key.verifier, read: folderReader(join(logFolder(env), key.id)), known: [] },
  ...{ env, version: '0.0.0-test', keepsTasks: true, tell: () => {} },
  // Asked for bundles of others once the own register is in the cache's transaction.
  trust: {
    ...trust,
    get logs() {
      process.kill(process.pid, 'SIGKILL');
      return [];
    },
  },
});
