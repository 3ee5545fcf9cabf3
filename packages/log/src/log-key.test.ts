import assert from 'node:assert/strict';
import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { verifyEd25519 } from '@seqwarden/proof/log';
import { loadLogKey, makeLogKey } from './log-key.ts';

test("a log's id follows from its public key, and so does the origin unless another one is given", async () => {
  const pem = makeLogKey();
  const key = loadLogKey(pem);
  const { publicKey } = key.verifier;
  assert.equal(key.id, createHash('sha256').update(publicKey).digest('hex').slice(0, 32));
  assert.equal(key.verifier.name, `log.seqwarden.invalid/${key.id}`);
  assert.deepEqual(loadLogKey(createPrivateKey(pem)).verifier, key.verifier);
  const named = loadLogKey(pem, 'log.example.org/lab');
  assert.deepEqual([named.id, named.verifier.name], [key.id, 'log.example.org/lab']);
  const message = new TextEncoder().encode('message');
  assert.ok(await verifyEd25519(publicKey, message, new Uint8Array(await key.sign(message))));
});

test('what is no private Ed25519 key makes no log, and no message shows any of it', () => {
  const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const ed25519 = generateKeyPairSync('ed25519');
  const pem = makeLogKey();
  const secret = pem.split('\n')[1] ?? '';
  for (const wrong of [p256.privateKey, ed25519.publicKey, 'text', '', pem.slice(10)]) {
    assert.throws(
      () => loadLogKey(wrong),
      error => {
        assert.ok(error instanceof Error && 'code' in error && error.code === 'LOG_KEY_UNUSABLE');
        assert.ok(!error.message.includes(secret));
        return true;
      },
    );
  }
  assert.throws(() => loadLogKey(pem, 'two words'), { code: 'LOG_KEY_UNUSABLE' });
});
