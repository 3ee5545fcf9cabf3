import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logTestKey, sha256 } from '../../test/log-example.ts';
import { utf8 } from '../bytes.ts';
import { cosign, verifyCosignature } from './cosignature.ts';
import { verifyEd25519 } from './ed25519.ts';
import { type Note, type NoteSignature, parseNote, parseSignatureLine } from './note.ts';
import { parseVerifierKey } from './verifier-key.ts';

const log = logTestKey('a.example/log');
const witness = logTestKey('w.example', 'cosignature-ed25519');
const note: Note = { text: 'a.example/log\n1\nroot\n', signatures: [] };

test('a cosignature says when it was made, eight bytes of seconds before 64 of signature', async () => {
  const line = await cosign(note, witness.verifier, 1_679_315_147, witness.sign);
  assert.deepEqual([line.name, line.keyId], [witness.verifier.name, witness.verifier.keyId]);
  assert.equal(line.signature.length, 72);
  assert.equal(new DataView(line.signature.buffer).getBigUint64(0), 1_679_315_147n);
  assert.equal(await verifyCosignature(note, line, witness.verifier), 1_679_315_147);
});

test('what is signed is the text that C2SP tlog-cosignature gives', async () => {
  const line = await cosign(note, witness.verifier, 1_679_315_147, witness.sign);
  const message = utf8(`cosignature/v1\ntime 1679315147\n${note.text}`);
  assert.ok(await verifyEd25519(witness.verifier.publicKey, message, line.signature.slice(8)));
});

test('the time in the example of C2SP tlog-cosignature stands where we read and write it', () => {
  // The document gives no key, so the signature itself cannot be checked.
  const line = parseSignatureLine(
    '— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==',
  );
  assert.equal(line.signature.length, 72);
  assert.equal(new DataView(line.signature.buffer).getBigUint64(0), 1_679_315_147n);
});

test('a cosignature that other software made is read: by github.com/transparency-dev/formats v0.1.1', async () => {
  // Made with the key of the example in Go's sumdb/note, over the checkpoint of C2SP tlog-cosignature.
  const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
  const vkey = 'PeterNeumann+18b9780b+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const file = `${text}\n— PeterNeumann GLl4CwAAAABrA8XCo9sFdji1RaYusTTYjU3tx0ZuuNZMa7Xh+fycTZ4Px9sAyNZMO5W1JpSA0Cg6EeHiZLb2oR9gMT+qwVlmu//yDg==\n`;
  const note = parseNote(utf8(file));
  const [line] = note.signatures;
  assert.ok(line);
  assert.equal(await verifyCosignature(note, line, parseVerifierKey(sha256, vkey)), 1_795_409_346);
});

test('another text, time, key, name or length makes a cosignature invalid', async () => {
  const line = await cosign(note, witness.verifier, 1_679_315_147, witness.sign);
  const invalid = { code: 'COSIGNATURE_INVALID' };
  const refused = (note: Note, line: NoteSignature, key = witness.verifier) =>
    assert.rejects(verifyCosignature(note, line, key), invalid);
  await refused({ ...note, text: note.text.replace('1', '2') }, line);
  for (let at = 0; at < line.signature.length; at++) {
    await refused(note, { ...line, signature: line.signature.with(at, (line.signature[at] ?? 0) ^ 1) });
  }
  await refused(note, { ...line, name: 'x.example' });
  await refused(note, { ...line, keyId: line.keyId ^ 1 });
  for (const length of [0, 7, 8, 9, 64, 71]) {
    await refused(note, { ...line, signature: line.signature.slice(0, length) });
  }
  await refused(note, { ...line, signature: Uint8Array.from([...line.signature, 0]) });
  await refused(note, line, logTestKey('w.example', 'cosignature-ed25519', 'another').verifier);
});

test('a time of 2^53 seconds or more is refused, though its signature is right', async () => {
  for (const seconds of [2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) {
    const signature = new Uint8Array(72);
    new DataView(signature.buffer).setBigUint64(0, seconds);
    signature.set(await witness.sign(utf8(`cosignature/v1\ntime ${seconds}\n${note.text}`)), 8);
    const { name, keyId } = witness.verifier;
    await assert.rejects(verifyCosignature(note, { name, keyId, signature }, witness.verifier), {
      code: 'COSIGNATURE_INVALID',
    });
  }
});

test("a log's key makes no cosignature, and none of its is believed", async () => {
  await assert.rejects(cosign(note, log.verifier, 1, log.sign), RangeError);
  for (const seconds of [-1, 0.5, 2 ** 53, Number.NaN]) {
    await assert.rejects(cosign(note, witness.verifier, seconds, witness.sign), RangeError);
  }
  const { name, keyId } = log.verifier;
  const message = utf8(`cosignature/v1\ntime 1\n${note.text}`);
  const signature = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 1, ...(await log.sign(message))]);
  await assert.rejects(verifyCosignature(note, { name, keyId, signature }, log.verifier), {
    code: 'COSIGNATURE_INVALID',
  });
});
