import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type Bytes, utf8 } from '../src/bytes.ts';
import {
  addSignature,
  consistencyProof,
  cosign,
  encodeVerifierKey,
  inclusionProof,
  leafHash,
  openCheckpoint,
  parseNote,
  parseVerifierKey,
  rootOf,
  signCheckpoint,
  verifyConsistency,
  verifyInclusion,
} from '../src/log/index.ts';
import { type Answer, goJudge, hasGo, type Question } from './go-judge.ts';
import { logTestKey, StoredLog, sha256 } from './log-example.ts';

const key = logTestKey('a.example/log');
const witness = logTestKey('w.example', 'cosignature-ed25519');
/** More than 256^2, so that there are tiles of three levels; and each size of an old tree that is an edge case. */
const SIZE = 66_000;
const OLD_SIZES = [1, 2, 3, 255, 256, 257, 511, 65_535, 65_536, 65_537, SIZE - 1, SIZE];
const INDEXES = [0, 1, 2, 254, 255, 256, 300, 65_535, 65_536, 65_792, SIZE - 1];
const entry = (index: number) => utf8(`entry ${index}\n`);
const leaf = (index: number) => leafHash(sha256, entry(index));

describe("I12: Go's golang.org/x/mod/sumdb", () => {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-log-go-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  let built: ReturnType<typeof goJudge> | undefined;
  function ask(...questions: Question[]): Answer[] {
    built ??= goJudge(folder);
    return built(...questions);
  }

  /** Our log, its tiles as files below the folder. */
  const log = new StoredLog();
  function writeLog(): { root: Bytes; folder: string } {
    if (log.edge.size === 0) {
      for (let at = 0; at < SIZE; at += 1000) {
        log.append(Array.from({ length: 1000 }, (_, n) => leaf(at + n)));
      }
      for (const [path, bytes] of log.files) {
        mkdirSync(dirname(join(folder, 'ours', path)), { recursive: true });
        writeFileSync(join(folder, 'ours', path), bytes);
      }
    }
    return { root: log.edge.root(), folder: join(folder, 'ours') };
  }

  test('opens our checkpoint, with the cosignature of a witness, and refuses it altered', async t => {
    if (!hasGo(t)) return;
    const checkpoint = { origin: 'a.example/log', size: 5, root: leaf(1) };
    const signed = await signCheckpoint(checkpoint, key.verifier, key.sign);
    const line = await cosign(parseNote(signed), witness.verifier, 1_763_871_600, witness.sign);
    const note = addSignature(signed, line);
    const keys = [encodeVerifierKey(key.verifier), encodeVerifierKey(witness.verifier)];
    const altered = utf8(new TextDecoder().decode(note).replace('\n5\n', '\n6\n'));
    const [opened, byWitness, refused, unknown] = ask(
      { op: 'open', note, keys },
      { op: 'open', note, keys: keys.slice(1) },
      { op: 'open', note: altered, keys },
      { op: 'open', note, keys: [encodeVerifierKey(logTestKey('b.example').verifier)] },
    );
    assert.deepEqual(opened?.names, ['a.example/log', 'w.example']);
    assert.equal(opened?.text, parseNote(note).text);
    assert.deepEqual(byWitness?.names, ['w.example']);
    assert.match(refused?.error ?? '', /invalid signature for key a\.example\/log/);
    assert.match(unknown?.error ?? '', /no verifiable signatures/);
  });

  test('signs a checkpoint that we open, with a key that we read', async t => {
    if (!hasGo(t)) return;
    const [made] = ask({ op: 'key', name: 'go.example/log', seed: new Uint8Array(32).fill(7) });
    const [secret = '', text = ''] = made?.keys ?? [];
    const checkpoint = { origin: 'go.example/log', size: 3, root: leaf(0) };
    const body = `go.example/log\n3\n${Buffer.from(leaf(0)).toString('base64')}\n`;
    const [signed] = ask({ op: 'sign', key: secret, text: body });
    const verifier = parseVerifierKey(sha256, text);
    assert.equal(encodeVerifierKey(verifier), text);
    const opened = await openCheckpoint(signed?.note ?? new Uint8Array(), verifier);
    assert.deepEqual(opened.checkpoint, checkpoint);
  });

  test('accepts our proofs, and refuses them for another entry or an older root', async t => {
    if (!hasGo(t)) return;
    const { root } = writeLog();
    const questions: Question[] = [];
    for (const index of INDEXES) {
      const proof = await inclusionProof(sha256, log.read, index, SIZE);
      const question = { op: 'check record', size: SIZE, root, index, proof };
      questions.push({ ...question, leaf: leaf(index) }, { ...question, leaf: leaf(index + 1) });
    }
    for (const oldSize of OLD_SIZES) {
      const proof = await consistencyProof(sha256, log.read, oldSize, SIZE);
      const oldRoot = rootOfFirst(oldSize);
      const question = { op: 'check tree', size: SIZE, root, oldSize, proof };
      questions.push({ ...question, oldRoot }, { ...question, oldRoot: leaf(7) });
    }
    const answers = ask(...questions);
    assert.equal(answers.length, 2 * (INDEXES.length + OLD_SIZES.length));
    for (const [at, { error }] of answers.entries()) {
      assert.equal(error !== undefined, at % 2 === 1, `${JSON.stringify(questions[at]?.op)} ${at}: ${error}`);
    }
  });

  test('computes from our tiles the root and the proofs that we compute', async t => {
    if (!hasGo(t)) return;
    const tree = { ...writeLog(), size: SIZE };
    const [whole] = ask({ op: 'tree hash', ...tree });
    assert.deepEqual(whole, { root: tree.root });
    const records = ask(...INDEXES.map(index => ({ op: 'prove record', ...tree, index })));
    for (const [at, { proof }] of records.entries()) {
      assert.deepEqual(proof, await inclusionProof(sha256, log.read, INDEXES[at] ?? 0, SIZE));
    }
    const trees = ask(...OLD_SIZES.map(oldSize => ({ op: 'prove tree', ...tree, oldSize })));
    for (const [at, { proof = [], error }] of trees.entries()) {
      assert.equal(error, undefined);
      assert.deepEqual(proof, await consistencyProof(sha256, log.read, OLD_SIZES[at] ?? 0, SIZE));
    }
    const [refused] = ask({ op: 'tree hash', ...tree, root: leaf(3) });
    assert.match(refused?.error ?? '', /inconsistent/);
  });

  test('writes tiles from which we compute its root, and proofs that verify', async t => {
    if (!hasGo(t)) return;
    const theirs = join(folder, 'theirs');
    const size = 600;
    const entries = Array.from({ length: size }, (_, at) => entry(at));
    const [made] = ask({ op: 'write tree', folder: theirs, entries });
    const root = made?.root ?? new Uint8Array();
    const read = async (path: string) => new Uint8Array(readFileSync(join(theirs, path)));
    assert.deepEqual(await rootOf(sha256, read, size), root);
    const index = 257;
    const proof = await inclusionProof(sha256, read, index, size);
    assert.ok(verifyInclusion(sha256, { index, size, leaf: leaf(index), root, proof }));
    const oldSize = 300;
    const between = await consistencyProof(sha256, read, oldSize, size);
    const oldRoot = rootOfFirst(oldSize);
    assert.ok(verifyConsistency(sha256, { oldSize, newSize: size, oldRoot, newRoot: root, proof: between }));
    const ours = new StoredLog();
    ours.append(entries.map(entry => leafHash(sha256, entry)));
    for (const [path, bytes] of ours.files) assert.deepEqual(await read(path), bytes, path);
  });
});

/** The root of the tree of the first entries, by the tree's edge. */
function rootOfFirst(size: number): Bytes {
  const log = new StoredLog();
  log.append(Array.from({ length: size }, (_, at) => leaf(at)));
  return log.edge.root();
}
