import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz, leavesOf } from '../../test/log-example.ts';
import { textOfUtf8, utf8 } from '../bytes.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { MAX_NOTE, parseNote } from './note.ts';
import { decodeTlogProof, encodeTlogProof, MAX_TLOG_PROOF } from './tlog-proof.ts';

/** The example of C2SP tlog-proof, without its extra line, and with whole lines where it has `[...]`. */
const FROM_C2SP = `c2sp.org/tlog-proof@v1
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=
RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

— example.com/fancylog hI2DJwAA
— witness1.example mJirIklj
`;

test('the example of C2SP tlog-proof is read', () => {
  const proof = decodeTlogProof(utf8(FROM_C2SP));
  assert.deepEqual([proof.index, proof.hashes.length, proof.hashes[0]?.[0]], [73_894, 5, 0x81]);
  const { text, signatures } = parseNote(proof.checkpoint);
  assert.equal(parseCheckpoint(text).size, 109_482);
  assert.equal(signatures.length, 2);
  assert.equal(textOfUtf8(encodeTlogProof(proof)), FROM_C2SP);
});

test('the proof of the only entry has no hashes', () => {
  const proof = { index: 0, hashes: [], checkpoint: utf8('a\n1\nb\n\n— c AAAAAAE=\n') };
  const file = encodeTlogProof(proof);
  assert.ok(textOfUtf8(file).startsWith('c2sp.org/tlog-proof@v1\nindex 0\n\na\n1\n'));
  assert.deepEqual(decodeTlogProof(file), proof);
});

test('an extra line is refused, as nothing authenticates it', () => {
  const extra = FROM_C2SP.replace('\nindex', '\nextra YWdl\nindex');
  assert.throws(() => decodeTlogProof(utf8(extra)), { code: 'LOG_PROOF_MALFORMED' });
});

test('what is no proof in its one spelling is refused, and indexes of 2^53 and above', () => {
  const replaced = (from: string | RegExp, to: string) => FROM_C2SP.replace(from, to);
  for (const text of [
    '',
    '\n\n',
    '\n',
    FROM_C2SP.slice(0, FROM_C2SP.indexOf('\n\n') + 1),
    replaced('@v1', '@v2'),
    replaced('c2sp', '\ufeffc2sp'),
    replaced('\nindex', '\r\nindex'),
    replaced('index ', 'index  '),
    replaced('index ', 'index'),
    replaced('index ', 'Index '),
    ...['', '073894', '-1', '1e3', '٣', '9007199254740992', '9'.repeat(400)].map(index =>
      replaced('73894', index),
    ),
    replaced('gSKy', 'gSK'),
    replaced('PlQ=', 'PlR='),
    replaced('PlQ=', 'PlQ= '),
    replaced('PlQ=', 'PlQ'),
    replaced('gSKyXoYZ', ''),
    replaced('\n\n', '\nAAAA\n\n'),
    replaced('\n\n', `${'\ngSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ='.repeat(59)}\n\n`),
  ]) {
    assert.throws(() => decodeTlogProof(utf8(text)), { code: 'LOG_PROOF_MALFORMED' }, text.slice(0, 300));
  }
  const longest = replaced('\n\n', `${'\ngSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ='.repeat(58)}\n\n`);
  assert.equal(decodeTlogProof(utf8(longest)).hashes.length, 63);
});

test('a proof that is too long is refused, and so is a head without an end', () => {
  const long = (length: number) => utf8(`${FROM_C2SP}${'x'.repeat(length - utf8(FROM_C2SP).length)}`);
  assert.ok(MAX_TLOG_PROOF > MAX_NOTE);
  assert.equal(decodeTlogProof(long(MAX_TLOG_PROOF)).index, 73_894);
  assert.throws(() => decodeTlogProof(long(MAX_TLOG_PROOF + 1)), { code: 'LOG_PROOF_MALFORMED' });
  assert.throws(() => decodeTlogProof(utf8('a\n'.repeat(50_000))), { code: 'LOG_PROOF_MALFORMED' });
});

test('only what is read again is written', () => {
  const good = { index: 1, hashes: leavesOf(2), checkpoint: utf8('x') };
  assert.deepEqual(decodeTlogProof(encodeTlogProof(good)), good);
  for (const wrong of [
    ...[-1, 0.5, 2 ** 53, Number.NaN].map(index => ({ ...good, index })),
    { ...good, hashes: leavesOf(64) },
    { ...good, hashes: [new Uint8Array(31)] },
    { ...good, hashes: [new Uint8Array()] },
    { ...good, checkpoint: new Uint8Array(MAX_TLOG_PROOF) },
  ]) {
    assert.throws(() => encodeTlogProof(wrong), { code: 'LOG_PROOF_MALFORMED' });
  }
});

test('whatever is read as a proof gives the same bytes again, else an error of ours is thrown', () =>
  fuzz(utf8(FROM_C2SP), bytes => encodeTlogProof(decodeTlogProof(bytes))));
