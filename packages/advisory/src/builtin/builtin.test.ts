import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { corpusOrSkip } from '../../../../scripts/testing/needs.ts';
import { type Advisory, readAdvisory } from '../document/index.ts';
import { validateAdvisory } from '../validate/index.ts';
import { builtinAdvisories, OWN_IDS, OWN_PUBLISHER } from './index.ts';

const ORIGINALS = ['icsma-23-117-01.json', 'icsa-22-153-02.json'];

/** What matching and scores rest on. */
function facts({ products, vulnerabilities }: Advisory) {
  const places = new Map(products.map(({ id }, at) => [id, at]));
  const at = (ids: Iterable<string>) => [...ids].map(id => places.get(id));
  return {
    products: products.map(({ vendor, productName, version }) => ({ vendor, productName, version })),
    vulnerabilities: vulnerabilities.map(({ id, cwes, status, scores }) => ({
      id,
      cwes,
      status: [...status].map(([product, groups]) => [places.get(product), groups]),
      scores: scores.map(({ version, vector, baseScore, products }) => [
        version,
        vector,
        baseScore,
        at(products),
      ]),
    })),
  };
}

test('products, ranges, statuses, weaknesses and scores are those of the originals', t => {
  const folder = corpusOrSkip(t, 'csaf', 'illumina');
  if (folder === undefined) return;
  for (const [at, own] of builtinAdvisories().map(readAdvisory).entries()) {
    assert.deepEqual(facts(own), facts(readAdvisory(readFileSync(`${folder}/${ORIGINALS[at]}`))));
  }
});

test('they say that they are not the originals, and give the digests of those', t => {
  const folder = corpusOrSkip(t, 'csaf', 'illumina');
  if (folder === undefined) return;
  for (const [at, bytes] of builtinAdvisories().entries()) {
    const original: Uint8Array = readFileSync(`${folder}/${ORIGINALS[at]}`);
    const text = Buffer.from(bytes).toString('utf8');
    for (const algorithm of ['sha256', 'sha512']) {
      assert.ok(text.includes(createHash(algorithm).update(original).digest('hex')), algorithm);
    }
    assert.match(text, /own rendering of public facts. It is not a publication of CISA or Illumina/);
  }
});

test('their words are ours: no sentence of the originals stands in them', t => {
  const folder = corpusOrSkip(t, 'csaf', 'illumina');
  if (folder === undefined) return;
  for (const [at, bytes] of builtinAdvisories().entries()) {
    const text = Buffer.from(bytes).toString('utf8');
    const shared: readonly string[] = sentences(
      JSON.parse(readFileSync(`${folder}/${ORIGINALS[at]}`, 'utf8')),
    ).filter(sentence => / .* .* /.test(sentence) && text.includes(sentence));
    assert.deepEqual(shared, []);
  }
});

/** Of texts for people; names of weaknesses, vectors and addresses are facts. */
function sentences(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    (key === 'text' || key === 'details' || key === 'summary') && typeof inner === 'string'
      ? inner.split(/(?<=[.:]) ?/).map(sentence => sentence.trim())
      : sentences(inner),
  );
}

test('they pass the mandatory tests and the profile', async () => {
  for (const bytes of builtinAdvisories()) assert.deepEqual(await validateAdvisory(bytes, 'mandatory'), []);
});

test('their bytes are the same each time, and read without a remark', () => {
  const [one, other] = [builtinAdvisories(), builtinAdvisories()];
  assert.deepEqual(one, other);
  assert.deepEqual(
    one.map(readAdvisory).map(({ label, remarks, damaged }) => [label.publisher, label.id, remarks, damaged]),
    [
      [OWN_PUBLISHER, OWN_IDS.universalCopyService, [], []],
      [OWN_PUBLISHER, OWN_IDS.localRunManager, [], []],
    ],
  );
});
