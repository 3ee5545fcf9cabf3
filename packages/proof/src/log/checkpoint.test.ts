import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz, logTestKey } from '../../test/log-example.ts';
import { utf8 } from '../bytes.ts';
import {
  type Checkpoint,
  encodeCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from './checkpoint.ts';
import { cosign } from './cosignature.ts';
import { EMPTY_ROOT } from './hash.ts';
import { addSignature, encodeNote, parseNote } from './note.ts';

/** The example of C2SP tlog-checkpoint. */
const FROM_C2SP = utf8(
  'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
    '— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n',
);

const key = logTestKey('a.example/log');
const root = Uint8Array.from({ length: 32 }, (_, at) => at);
const checkpoint: Checkpoint = { origin: 'a.example/log', size: 300, root };
const ROOT = Buffer.from(root).toString('base64');

test('the example of C2SP tlog-checkpoint is read', () => {
  const { text } = parseNote(FROM_C2SP);
  const { origin, size, root } = parseCheckpoint(text);
  assert.deepEqual([origin, size, root[0]], ['example.com/behind-the-sofa', 20852163, 0x0a]);
  assert.equal(encodeCheckpoint({ origin, size, root }), text);
});

test('a signed checkpoint opens with the key of its log', async () => {
  const file = await signCheckpoint(checkpoint, key.verifier, key.sign);
  assert.deepEqual((await openCheckpoint(file, key.verifier)).checkpoint, checkpoint);
});

test('a checkpoint of another log, or that this key did not sign, is unsigned; altered, its signature is invalid', async () => {
  const file = await signCheckpoint(checkpoint, key.verifier, key.sign);
  const unsigned = { code: 'CHECKPOINT_UNSIGNED' };
  const other = logTestKey('a.example/log', 'ed25519', 'another secret');
  await assert.rejects(openCheckpoint(file, other.verifier), unsigned);
  await assert.rejects(openCheckpoint(file, logTestKey('b.example').verifier), unsigned);
  const text = new TextDecoder().decode(file);
  await assert.rejects(openCheckpoint(utf8(text.replace('\n300\n', '\n301\n')), key.verifier), {
    code: 'CHECKPOINT_SIGNATURE_INVALID',
  });
  // Signed by the key, but as another log.
  const foreign = encodeCheckpoint({ ...checkpoint, origin: 'b.example' });
  const signature = await key.sign(utf8(foreign));
  const { name, keyId } = key.verifier;
  const signatures = [{ name, keyId, signature: Uint8Array.from(signature) }];
  await assert.rejects(openCheckpoint(encodeNote({ text: foreign, signatures }), key.verifier), unsigned);
});

test('a line that claims the key and is wrong refuses the whole checkpoint, also beside a good one', async () => {
  const file = await signCheckpoint(checkpoint, key.verifier, key.sign);
  const { name, keyId } = key.verifier;
  for (const length of [1, 63, 64, 65]) {
    const worse = addSignature(file, { name, keyId, signature: new Uint8Array(length) });
    await assert.rejects(openCheckpoint(worse, key.verifier), { code: 'CHECKPOINT_SIGNATURE_INVALID' });
  }
  const ignored = addSignature(file, { name, keyId: keyId ^ 1, signature: new Uint8Array(64) });
  assert.equal((await openCheckpoint(ignored, key.verifier)).checkpoint.size, 300);
});

test('a witness is no log: its cosignature signs no checkpoint, and it cannot be asked to', async () => {
  const witness = logTestKey('a.example/log', 'cosignature-ed25519');
  const file = await signCheckpoint(checkpoint, key.verifier, key.sign);
  const line = await cosign(parseNote(file), witness.verifier, 1, witness.sign);
  await assert.rejects(openCheckpoint(addSignature(file, line), witness.verifier), {
    code: 'CHECKPOINT_UNSIGNED',
  });
  await assert.rejects(signCheckpoint(checkpoint, witness.verifier, witness.sign), {
    code: 'CHECKPOINT_MALFORMED',
  });
  await assert.rejects(signCheckpoint({ ...checkpoint, origin: 'b' }, key.verifier, key.sign), {
    code: 'CHECKPOINT_MALFORMED',
  });
});

test('what is no checkpoint in its one spelling is refused, and sizes of 2^53 and above', () => {
  const good = `a.example/log\n300\n${ROOT}\n`;
  assert.deepEqual(parseCheckpoint(good), checkpoint);
  assert.equal(parseCheckpoint(`a\n9007199254740991\n${ROOT}\n`).size, 2 ** 53 - 1);
  for (const text of [
    '',
    '\n\n\n',
    `\n300\n${ROOT}\n`,
    `${good}extension\n`,
    `${good}\n`,
    good.slice(0, -1),
    `a\n300\n`,
    ...['', '00', '0300', '-1', '+1', '1.0', '1e3', '0x1', ' 1', '1 ', '٣', 'NaN', 'Infinity'].map(
      size => `a\n${size}\n${ROOT}\n`,
    ),
    ...['9007199254740992', '9007199254740993', '18446744073709551616', '9'.repeat(400)].map(
      size => `a\n${size}\n${ROOT}\n`,
    ),
    `a\n0\n${ROOT}\n`,
    `a\n300\n${ROOT.slice(0, -4)}\n`,
    `a\n300\n${ROOT}AAAA\n`,
    `a\n300\n${ROOT.slice(0, -1)}\n`,
    `a\n300\n${ROOT} \n`,
  ]) {
    assert.throws(() => parseCheckpoint(text), { code: 'CHECKPOINT_MALFORMED' }, JSON.stringify(text));
  }
});

test('only what is read again is written', () => {
  const empty = { origin: 'a', size: 0, root: EMPTY_ROOT };
  assert.deepEqual(parseCheckpoint(encodeCheckpoint(empty)), empty);
  for (const wrong of [
    ...[-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY].map(size => ({ ...checkpoint, size })),
    { ...checkpoint, origin: '' },
    { ...checkpoint, origin: 'a\nb' },
    { ...checkpoint, root: root.subarray(1) },
    { ...checkpoint, size: 0 },
  ]) {
    assert.throws(() => encodeCheckpoint(wrong), { code: 'CHECKPOINT_MALFORMED' });
  }
});

test('whatever is read as a checkpoint gives the same text again, else an error of ours is thrown', () =>
  fuzz(FROM_C2SP, bytes => {
    const note = parseNote(bytes);
    return encodeNote({ ...note, text: encodeCheckpoint(parseCheckpoint(note.text)) });
  }));
