import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { KEY_FILE } from './config-folder.ts';
import { loadSigner, signerFromKey } from './signer.ts';

const failsWith = (code: string) => (error: unknown) =>
  error instanceof SeqwardenError && error.code === code && !error.message.includes('PRIVATE');

/** A configuration folder with a key, and systemd's folder of credentials, empty. */
function places(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-signer-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [config, credentials] = [join(folder, 'config'), join(folder, 'credentials')];
  for (const path of [config, credentials]) mkdirSync(path);
  const keyid = putKey(config, 0o600);
  return { config, credentials, keyid, env: { CREDENTIALS_DIRECTORY: credentials } };
}

function putKey(folder: string, mode: number): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const path = join(folder, KEY_FILE);
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  chmodSync(path, mode);
  return signerFromKey(privateKey).keyid;
}

describe('the seal key', () => {
  it('is what systemd hands over, with the mask of its access list, else that of the configuration folder', t => {
    const { config, credentials, keyid, env } = places(t);
    assert.equal(loadSigner(config, {}).keyid, keyid);
    assert.equal(loadSigner(config, env).keyid, keyid);
    const handed = putKey(credentials, 0o440);
    assert.notEqual(handed, keyid);
    assert.equal(loadSigner(config, env).keyid, handed);
    assert.equal(loadSigner(config, {}).keyid, keyid);
  });

  it('may be open to a group nowhere else, also for a service that has credentials', t => {
    const { config, env } = places(t);
    chmodSync(join(config, KEY_FILE), 0o440);
    for (const one of [env, {}, { CREDENTIALS_DIRECTORY: '' }])
      assert.throws(() => loadSigner(config, one), failsWith('KEY_PERMISSIONS'));
  });

  it('is not another one where what systemd hands over is open to all, a link, or no key', t => {
    const { config, credentials, env } = places(t);
    putKey(credentials, 0o444);
    assert.throws(() => loadSigner(config, env), failsWith('KEY_PERMISSIONS'));
    rmSync(join(credentials, KEY_FILE));
    symlinkSync(join(config, KEY_FILE), join(credentials, KEY_FILE));
    assert.throws(() => loadSigner(config, env), failsWith('KEY_UNUSABLE'));
    rmSync(join(credentials, KEY_FILE));
    writeFileSync(join(credentials, KEY_FILE), 'no key', { mode: 0o400 });
    assert.throws(() => loadSigner(config, env), failsWith('KEY_UNUSABLE'));
  });

  it('is missing where neither has one', t => {
    const { config, env } = places(t);
    rmSync(config, { recursive: true });
    assert.throws(() => loadSigner(config, env), failsWith('KEY_MISSING'));
  });
});
