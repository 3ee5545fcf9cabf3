import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { toolOrSkip } from '../../../../scripts/testing/needs.ts';
import { decryptKey, encryptKey } from './encrypted-key.ts';
import { drawPassphrase } from './passphrase.ts';

const failsWith = (code: string) => (error: unknown) =>
  error instanceof SeqwardenError && error.code === code && !error.message.includes('horse');

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const PASSPHRASE = 'correct horse ä';

describe("a person's key", () => {
  const file = encryptKey(privateKey, PASSPHRASE);

  it('opens with its passphrase, and with no other', () => {
    assert.ok(decryptKey(file, PASSPHRASE).equals(privateKey));
    for (const wrong of ['', 'correct horse', `${PASSPHRASE}\n`])
      assert.throws(() => decryptKey(file, wrong), failsWith('PASSPHRASE_WRONG'));
  });

  it('is never the same file twice', () => assert.notEqual(encryptKey(privateKey, PASSPHRASE), file));

  it('is no key that lies open, nor anything else', () => {
    const open = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const other of [open, '', `x${file}`])
      assert.throws(() => decryptKey(other, PASSPHRASE), failsWith('KEY_UNUSABLE'));
    assert.throws(() => decryptKey(file.slice(0, 200), PASSPHRASE), failsWith('PASSPHRASE_WRONG'));
  });

  it('is read by openssl, which names scrypt', t => {
    if (toolOrSkip(t, 'openssl') === undefined) return;
    const run = (...args: string[]) =>
      spawnSync('openssl', args, {
        input: file,
        encoding: 'utf8',
        env: { ...process.env, PASS: PASSPHRASE },
      });
    const { stdout, stderr } = run('pkey', '-passin', 'env:PASS');
    assert.equal(stdout, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), stderr);
    assert.match(run('asn1parse').stdout, /OBJECT\s+:scrypt/);
  });
});

it('a passphrase that is drawn has 125 bits, and no letter that is read as another', () => {
  const drawn = Array.from({ length: 200 }, drawPassphrase);
  assert.equal(new Set(drawn).size, 200);
  for (const one of drawn) assert.match(one, /^(?:[0-9a-hjkmnp-tv-z]{5}-){4}[0-9a-hjkmnp-tv-z]{5}$/);
});
