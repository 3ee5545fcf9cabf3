import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { logFolder } from '../src/config/config-folder.ts';
import { init } from '../src/config/init.ts';
import { readOwnTrust } from '../src/config/own-trust.ts';
import { signerFromKey } from '../src/config/signer.ts';
import { supersede } from '../src/config/supersede.ts';
import { beginLog } from '../src/keys/begin-log.ts';
import { changeKeys } from '../src/keys/change-keys.ts';
import { AccountLog } from '../src/register/account-log.ts';
import { KeyedRegister } from '../src/register/keyed-register.ts';
import { loadOwnLogKey } from '../src/register/own-log-key.ts';
import { rejectsWith } from './support/assert-code.ts';
import { writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { copy } from './support/sealing.ts';

const newSigner = () => signerFromKey(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey);

test('a key that ends while it is in use seals nothing from then on, and has sealed until then', async t => {
  const home = scratch(t);
  const [folder, env] = [join(home, 'config'), { XDG_STATE_HOME: join(home, 'state') }];
  const now = () => new Date();
  const { signer: own } = init(folder, 'lab', now());
  let log: AccountLog | undefined;
  t.after(() => log?.close());
  const openLog = async () => {
    const key = loadOwnLogKey(folder, env);
    log ??= new AccountLog({ folder: logFolder(env), key, others: [], now });
    await log.open();
    return log;
  };
  const account = { folder, env, now, version: '0.0.0-test', openLog };
  await beginLog(account, { administrator: newSigner, label: 'lab', isNew: true });
  const register = new KeyedRegister(await openLog(), own.keyid, folder);
  const sealed = async (name: string) => {
    const trust = await readOwnTrust(folder);
    const run = writeRun(join(home, 'landing'), name);
    return copy(run, join(home, 'archive'), { signer: { ...own, register }, trust });
  };
  assert.equal((await sealed('ONE')).outcome, 'sealed');
  await supersede(folder, 'ab'.repeat(32), 'cd'.repeat(32), now());
  assert.equal((await sealed('TWO')).outcome, 'sealed', 'other changes of the trust file end nothing');
  const rotated = {
    action: 'rotated',
    key: newSigner(),
    label: '',
    replaces: own.keyid,
    reason: 'routine',
  } as const;
  await changeKeys(account, own, () => [rotated]);
  await rejectsWith('SEAL_KEY_ENDED', sealed('THREE'));
  const { asOf } = await changeKeys(account, own, () => []);
  assert.equal(asOf.checkpoint.size, 7, 'nothing was entered');
});
