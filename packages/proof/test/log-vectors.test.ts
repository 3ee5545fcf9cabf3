import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../../scripts/testing/needs.ts';
import type { Bytes } from '../src/bytes.ts';
import {
  checkLogProof,
  checkPolicy,
  decodeEntries,
  leafHash,
  openCheckpoint,
  parseTlogPolicy,
  parseVerifierKey,
  TreeEdge,
} from '../src/log/index.ts';
import { sha256 } from './log-example.ts';
import { LOG_VECTORS, logVectors } from './log-vector-files.ts';
import { digestOf } from './sealed-example.ts';
import { VECTORS } from './vector-files.ts';

const file = (...path: string[]): Bytes => new Uint8Array(readFileSync(join(...path)));
const vector = (name: string) => file(LOG_VECTORS, name);
const key = () => parseVerifierKey(sha256, new TextDecoder().decode(vector('log-key.vkey')).trimEnd());

const made = await logVectors();

test('every vector of the log is made again byte for byte, and there is no other', () => {
  for (const [name, content] of made) assert.deepEqual(vector(name), content, name);
  const there = readdirSync(LOG_VECTORS, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(LOG_VECTORS.length + 1)
        .replaceAll(sep, '/'),
    );
  assert.deepEqual(there.sort(), [...made.keys()].sort());
});

test('the proofs of the vectors hold for the statements of the vectors, under the policy of the vectors', async () => {
  const policy = parseTlogPolicy(sha256, vector('policy'));
  for (const [index, name, statement] of [
    [41, 'seal.tlog-proof', 'run/Custody/seal.intoto.json'],
    [123, 'addendum.tlog-proof', 'addendum/0001/addendum.intoto.json'],
    [257, 'hold.tlog-proof', 'hold.intoto.json'],
  ] as const) {
    const question = { proof: vector(name), entry: file(VECTORS, statement), logKeys: [key()] };
    const { index: place, note } = await checkLogProof(sha256, question);
    const { cosigners, isQuorum, seconds } = await checkPolicy(policy, note);
    assert.deepEqual([place, cosigners.length, isQuorum], [index, 2, true]);
    assert.equal(seconds, Date.parse('2026-11-22T18:40:00Z') / 1000);
  }
});

test('the entries of the vectors give the root that was signed', async () => {
  const { checkpoint } = await openCheckpoint(vector('checkpoint'), key());
  const edge = new TreeEdge(sha256);
  for (const [bundle, width] of [
    ['tile/entries/000', 256],
    ['tile/entries/001.p/44', 44],
  ] as const) {
    for (const entry of decodeEntries(vector(bundle), width)) edge.append(leafHash(sha256, entry));
  }
  assert.deepEqual([edge.size, edge.root()], [checkpoint.size, checkpoint.root]);
});

test('section 19 of docs/FORMATS.md states the digest of each vector of the log', () => {
  const [, section = ''] = readFileSync(join(ROOT, 'docs', 'FORMATS.md'), 'utf8').split('\n## 19. ');
  const rows = [
    ...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)` \| .* \| `([0-9a-f]{64})` \|$/gm),
  ];
  assert.deepEqual(rows.map(([, name]) => name).sort(), [...made.keys()].sort());
  for (const [, name = '', digest] of rows) assert.equal(digestOf(vector(name)), digest, name);
});
