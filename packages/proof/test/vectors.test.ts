import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../../scripts/testing/needs.ts';
import {
  type Bytes,
  decodeEnvelope,
  decodeHold,
  ManifestCursor,
  openStatement,
  parseTrust,
  sha256,
  verifyAddenda,
  verifySeal,
} from '../src/index.ts';
import { digestOf } from './sealed-example.ts';
import {
  AWKWARD_MANIFEST,
  unsignedVectors,
  VECTORS,
  vectorKey,
  vectorsOfAddendum,
  vectorsOfEnvelope,
  vectorsOfHold,
} from './vector-files.ts';

const vector = (name: string): Bytes => new Uint8Array(readFileSync(join(VECTORS, name)));

test('every vector that needs no signature is made again byte for byte', async () => {
  const made = [
    ...(await unsignedVectors(vectorKey())),
    ...(await vectorsOfEnvelope(vector('run/Custody/seal.intoto.json'))),
    ...vectorsOfAddendum(vector('addendum/0001/addendum.intoto.json')),
    ...(await vectorsOfHold(vector('hold.intoto.json'))),
  ];
  for (const [name, content] of made) assert.deepEqual(vector(name), content, name);
});

test('the sealed run of the vectors verifies against its trust file', async () => {
  const names = readdirSync(join(VECTORS, 'run', 'Custody'));
  const files = new Map(names.map(name => [name, vector(`run/Custody/${name}`)]));
  const trust = await parseTrust(vector('trust.json'));
  const check = await verifySeal(files, trust, {
    manifestSha256: await sha256(vector('run/Custody/SHA256SUMS')),
  });
  assert.deepEqual(check.findings, []);
  assert.deepEqual(decodeEnvelope(vector('run/Custody/seal.intoto.json')).payload, vector('statement.json'));
});

test('version 1 of the trust file says what version 2 says', async () => {
  assert.deepEqual(await parseTrust(vector('trust-1.json')), await parseTrust(vector('trust.json')));
});

test('a trust file that gives registers no say in cases says the same else', async () => {
  const { notInCases, ...rest } = await parseTrust(vector('trust-not-in-cases.json'));
  assert.deepEqual(notInCases, ['0b'.repeat(16), '1c'.repeat(16)]);
  assert.deepEqual(rest, await parseTrust(vector('trust.json')));
});

test('the addendum of the vectors verifies against the seal: one file added, one amended', async () => {
  const names = readdirSync(join(VECTORS, 'addendum', '0001')).filter(name => name !== 'files');
  const files = new Map(names.map(name => [name, vector(`addendum/0001/${name}`)]));
  const seal = {
    identity: digestOf(vector('run/Custody/seal.intoto.json')),
    manifest: vector('run/Custody/SHA256SUMS'),
  };
  const check = await verifyAddenda(seal, new Map([[1, files]]), await parseTrust(vector('trust.json')));
  assert.deepEqual(check.findings, []);
  assert.deepEqual(
    [check.added, check.addenda[0]?.amended].map(listed => listed?.map(({ path }) => path)),
    [['Analysis/1/summary.csv'], ['RunInfo.xml']],
  );
});

test('the hold of the vectors opens with its trust file', async () => {
  const trust = await parseTrust(vector('trust.json'));
  const { statement } = await openStatement(vector('hold.intoto.json'), trust, {
    decode: decodeHold,
    statedAt: ({ predicate }) => predicate.statedAt,
    role: 'person',
  });
  assert.deepEqual(statement, decodeHold(vector('hold.json')));
});

test('the list of awkward names is read whole', () => {
  const cursor = new ManifestCursor(vector(AWKWARD_MANIFEST));
  while (cursor.next());
  assert.equal(cursor.line, 10);
});

test('section 12 of docs/FORMATS.md states the digest of each vector', () => {
  const [, text = ''] = readFileSync(join(ROOT, 'docs', 'FORMATS.md'), 'utf8').split('## 12. ');
  // Section 19 states those of the log.
  const [section = ''] = text.split('\n## ');
  const rows = [...section.matchAll(/^\| `([^`]+)` \| .* \| `([0-9a-f]{64})` \|$/gm)];
  assert.ok(rows.length >= 12);
  for (const [, name = '', digest] of rows) assert.equal(digestOf(vector(name)), digest, name);
});
