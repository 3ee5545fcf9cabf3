import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz, logTestKey } from '../../test/log-example.ts';
import { utf8 } from '../bytes.ts';
import {
  addSignature,
  encodeNote,
  encodeSignatureLine,
  MAX_NOTE,
  MAX_SIGNATURES,
  type NoteSignature,
  parseNote,
  parseSignatureLine,
  signaturesBy,
} from './note.ts';

/** The example of C2SP signed-note: an empty line stands in its text. */
const FROM_C2SP = utf8(
  'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n' +
    '— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n',
);

const { verifier } = logTestKey('a.example');
const signature: NoteSignature = { name: 'a.example', keyId: verifier.keyId, signature: new Uint8Array(64) };
const line = '— a.example AAAAAAE=\n';

test('the example of C2SP signed-note is read: text up to the last empty line, then one signature', () => {
  const note = parseNote(FROM_C2SP);
  assert.ok(note.text.endsWith('sole:\n\ned è subito sera.\n'));
  assert.deepEqual(
    note.signatures.map(({ name, keyId, signature }) => [name, keyId, signature.length]),
    [['quasimodo.example/salvatore', 0x367ba04b, 64]],
  );
  assert.deepEqual(encodeNote(note), FROM_C2SP);
});

test('a note with 16 signatures of 5 kB is read, as the format demands', () => {
  const large = { ...signature, signature: new Uint8Array(5000) };
  const note = { text: 'text\n', signatures: Array<NoteSignature>(16).fill(large) };
  assert.deepEqual(parseNote(encodeNote(note)), note);
});

test('a note that is too long, or has too many signatures, is refused', () => {
  const many = (count: number) => utf8(`text\n\n${line.repeat(count)}`);
  assert.equal(parseNote(many(MAX_SIGNATURES)).signatures.length, MAX_SIGNATURES);
  assert.throws(() => parseNote(many(MAX_SIGNATURES + 1)), { code: 'NOTE_MALFORMED' });
  const long = (length: number) => utf8(`${'x'.repeat(length - 2 - utf8(line).length)}\n\n${line}`);
  assert.equal(parseNote(long(MAX_NOTE)).signatures.length, 1);
  assert.throws(() => parseNote(long(MAX_NOTE + 1)), { code: 'NOTE_MALFORMED' });
});

test('what is no note in its one spelling is refused', () => {
  for (const text of [
    '',
    '\n',
    '\n\n',
    'text\n',
    'text\n\n',
    'text',
    `text\n${line}`,
    `\n${line}`,
    `text\n\n${line}\n`,
    `text\n\n${line}x\n`,
    `text\n\n${line.slice(0, -1)}`,
    `te\rxt\n\n${line}`,
    `te\x01xt\n\n${line}`,
    `te\txt\n\n${line}`,
    `text\n\n- a.example AAAAAAE=\n`,
    `text\n\n— Bad Name AAAAAAE=\n`,
    `text\n\n—  AAAAAAE=\n`,
    `text\n\n— a+b AAAAAAE=\n`,
    `text\n\n— a\u00a0b AAAAAAE=\n`,
    `text\n\n— a.example  AAAAAAE=\n`,
    `text\n\n— a.example AAAAAAE= \n`,
    `text\n\n— a.example AAAAAAE= more\n`,
    `text\n\n— a.example AAAAAA==\n`,
    `text\n\n— a.example AAAAAAF=\n`,
    `text\n\n— a.example AAAAAAE\n`,
    `text\n\n— a.example\n`,
    `text\n\n— a.example ____AAE=\n`,
  ]) {
    assert.throws(() => parseNote(utf8(text)), { code: 'NOTE_MALFORMED' }, JSON.stringify(text));
  }
  assert.throws(() => parseNote(Uint8Array.of(0xff, ...utf8(`text\n\n${line}`))), { code: 'NOTE_MALFORMED' });
});

test('a byte-order mark is a part of the text, not skipped', () => {
  assert.ok(parseNote(utf8(`\ufefftext\n\n${line}`)).text.startsWith('\ufeff'));
});

test('only what is read as it was meant is written', () => {
  const write = (text: string, signatures: readonly NoteSignature[]) => () =>
    encodeNote({ text, signatures });
  for (const wrong of [
    write('no line feed', [signature]),
    write('text\n', []),
    write('te\0xt\n', [signature]),
    write('\ud800\n', [signature]),
    write('text\n', [{ ...signature, name: 'a b' }]),
    write('text\n', [{ ...signature, name: 'a\n\n— b' }]),
    write('text\n', [{ ...signature, signature: new Uint8Array() }]),
    write(`text\n\n${line}`, []),
  ]) {
    assert.throws(wrong, { code: 'NOTE_MALFORMED' });
  }
});

test('a signature is added below the others, and a line is read as it was written', () => {
  const note = parseNote(addSignature(FROM_C2SP, signature));
  assert.equal(note.text, parseNote(FROM_C2SP).text);
  assert.deepEqual(note.signatures[1], signature);
  const text = new TextDecoder().decode(encodeSignatureLine(signature));
  assert.deepEqual(parseSignatureLine(text.slice(0, -1)), signature);
});

test('lines belong to a key by its name and id together, and names are no patterns', () => {
  const lines: NoteSignature[] = [
    signature,
    { ...signature, keyId: signature.keyId ^ 1 },
    { ...signature, name: 'a-example' },
    { ...signature, name: '.*' },
  ];
  assert.deepEqual(signaturesBy(verifier, { text: 'text\n', signatures: lines }), [signature]);
  assert.deepEqual(
    signaturesBy({ ...verifier, name: '.*' }, { text: 'text\n', signatures: [signature] }),
    [],
  );
});

test('whatever is read as a note gives the same bytes again, else an error of ours is thrown', () =>
  fuzz(addSignature(FROM_C2SP, signature), bytes => encodeNote(parseNote(bytes))));
