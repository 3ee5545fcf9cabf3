import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { userKeys } from './user-keys.ts';

/** A configuration folder and systemd's folder of credentials, with a key in `at` that a group can read. */
function places(t: TestContext, at: 'config/ssh' | 'credentials') {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-keys-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const path of ['config/ssh', 'credentials']) mkdirSync(join(folder, path), { recursive: true });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const path = join(folder, at, 'id_ecdsa');
  writeFileSync(path, privateKey.export({ type: 'sec1', format: 'pem' }));
  chmodSync(path, 0o440);
  return { config: join(folder, 'config'), env: { CREDENTIALS_DIRECTORY: join(folder, 'credentials') } };
}

describe('the key that logs in at a server', () => {
  it('may be one that systemd hands over', t => {
    const { config, env } = places(t, 'credentials');
    assert.equal(userKeys(config, env).length, 1);
    assert.throws(() => userKeys(config, {}), { code: 'DESTINATION_REFUSED' });
  });

  it('may be open to a group nowhere else', t => {
    const { config, env } = places(t, 'config/ssh');
    assert.throws(() => userKeys(config, env), { code: 'KEY_PERMISSIONS' });
  });
});
