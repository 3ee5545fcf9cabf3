import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz, logTestKey, sha256 } from '../../test/log-example.ts';
import { textOfUtf8, utf8 } from '../bytes.ts';
import { encodeVerifierKey, isKeyName, logId, parseVerifierKey, verifierKey } from './verifier-key.ts';

/** The key of the example in the documentation of Go's golang.org/x/mod/sumdb/note. */
const FROM_GO = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';

test('a verifier key of Go is read, and written as it was', () => {
  const key = parseVerifierKey(sha256, FROM_GO);
  assert.deepEqual([key.name, key.keyId, key.type], ['PeterNeumann', 0xc74f20a3, 'ed25519']);
  assert.equal(encodeVerifierKey(key), FROM_GO);
});

test('a verifier key of a witness that others run is read', () => {
  // It stands in the tests of github.com/transparency-dev/formats.
  const text = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2';
  assert.deepEqual(parseVerifierKey(sha256, text).type, 'cosignature-ed25519');
});

test('a witness has another key id than a log with the same name and key', () => {
  const { publicKey, keyId } = logTestKey('a.example').verifier;
  const witness = verifierKey(sha256, 'a.example', 'cosignature-ed25519', publicKey);
  assert.notEqual(witness.keyId, keyId);
  assert.deepEqual(parseVerifierKey(sha256, encodeVerifierKey(witness)), witness);
});

test('no part of a verifier key is one, and no letter of it can be another', () => {
  for (let from = 0; from <= FROM_GO.length; from++) {
    for (let to = from; to <= FROM_GO.length; to++) {
      if (to - from === FROM_GO.length) continue;
      assert.throws(() => parseVerifierKey(sha256, FROM_GO.slice(from, to)), { code: 'LOG_KEY_UNUSABLE' });
    }
  }
  for (let at = 0; at < FROM_GO.length; at++) {
    const other = String.fromCharCode(FROM_GO.charCodeAt(at) + 1);
    const changed = FROM_GO.slice(0, at) + other + FROM_GO.slice(at + 1);
    assert.throws(() => parseVerifierKey(sha256, changed), { code: 'LOG_KEY_UNUSABLE' }, changed);
  }
});

test('keys of other types, lengths and spellings are refused', () => {
  for (const text of [
    // Adjusted key ids, from the tests of Go's sumdb/note: 37 bytes of key, and type 0x65.
    'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
    'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    FROM_GO.replace('c74f20a3', 'C74F20A3'),
    `${FROM_GO}\n`,
    ` ${FROM_GO}`,
    `${'n'.repeat(5000)}${FROM_GO}`,
    '++',
    '',
  ]) {
    assert.throws(() => parseVerifierKey(sha256, text), { code: 'LOG_KEY_UNUSABLE' }, text);
  }
});

test('a name that no note can carry is refused: empty, with a space of any script, a plus, a control character', () => {
  for (const name of [
    '',
    ' ',
    'a b',
    'a\u00a0b',
    'a\u2003b',
    'a\u3000b',
    'a\u0085b',
    'a+b',
    'a\nb',
    'a\0b',
    '\x1c',
    '\ud800',
  ]) {
    assert.equal(isKeyName(name), false, JSON.stringify(name));
    assert.throws(() => verifierKey(sha256, name, 'ed25519', new Uint8Array(32)), {
      code: 'LOG_KEY_UNUSABLE',
    });
  }
  for (const name of ['a.example/log', '(.*)+'.slice(0, 4), '$&', '__proto__', 'ж', '—', '\ufeff']) {
    assert.equal(isKeyName(name), true, name);
  }
});

test('a public key of another length, and a key that is too long for a line, are refused', () => {
  for (const length of [0, 31, 33]) {
    const publicKey = new Uint8Array(length);
    assert.throws(() => verifierKey(sha256, 'a', 'ed25519', publicKey), { code: 'LOG_KEY_UNUSABLE' });
  }
  const long = encodeVerifierKey(verifierKey(sha256, 'n'.repeat(5000), 'ed25519', new Uint8Array(32)));
  assert.throws(() => parseVerifierKey(sha256, long), { code: 'LOG_KEY_UNUSABLE' });
});

test('the folder of a log is named after its key alone', () => {
  const { publicKey } = logTestKey('a.example').verifier;
  assert.match(logId(sha256, publicKey), /^[0-9a-f]{32}$/);
  assert.equal(logId(sha256, publicKey), Buffer.from(sha256(publicKey)).toString('hex').slice(0, 32));
});

test('whatever is read as a verifier key gives the same text again, else an error of ours is thrown', () =>
  fuzz(utf8(FROM_GO), bytes => utf8(encodeVerifierKey(parseVerifierKey(sha256, textOfAny(bytes))))));

function textOfAny(bytes: Uint8Array): string {
  try {
    return textOfUtf8(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
