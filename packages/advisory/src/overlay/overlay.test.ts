import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { corpusOrSkip } from '../../../../scripts/testing/needs.ts';
import { builtinAdvisories } from '../builtin/index.ts';
import { type Advisory, readAdvisory } from '../document/index.ts';
import { placeVersion, readRange } from '../version/index.ts';
import { OVERLAY, type OverlayLine } from './index.ts';

const KINDS = {
  vendor: true,
  scheme: true,
  component: true,
  product: true,
  models: true,
  'off-instrument': true,
  mode: true,
  'other-reading': true,
  condition: true,
  patch: true,
  hint: true,
} satisfies Record<OverlayLine['kind'], true>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

test('every line has an id of its own, a known kind, a source that says something, and a day', () => {
  const ids = OVERLAY.lines.map(({ id }) => id);
  assert.deepEqual(
    ids.filter((id, at) => ids.indexOf(id) !== at),
    [],
  );
  for (const { id, kind, source, checked } of OVERLAY.lines) {
    assert.match(id, /^[a-z]+\/[a-z0-9-]+$/);
    assert.ok(Object.hasOwn(KINDS, kind), id);
    assert.ok(source.text.length > 10, id);
    assert.ok(source.url === null || new URL(source.url).protocol === 'https:', id);
    assert.match(checked, DAY);
  }
  assert.match(OVERLAY.version, DAY);
});

test('a fact that is not of the run folders alone says where it stands', () => {
  const without = OVERLAY.lines.filter(({ source }) => source.kind !== 'run-folders' && source.url === null);
  assert.deepEqual(without, []);
});

test('every range of a line is read, with an end that is known', () => {
  for (const line of OVERLAY.lines) {
    const ranges = line.kind === 'condition' ? line.ranges : 'range' in line ? [line.range] : [];
    for (const range of ranges) {
      const reading = readRange(range, 'product_version_range', 'intdot');
      assert.equal(reading.kind, 'intervals', `${line.id}: ${range}`);
      assert.equal(placeVersion(reading, '0.0.0.1').answer === 'undecided', false);
    }
  }
});

test('digests of patches are SHA-256 and SHA-512, in lower case', () => {
  for (const line of OVERLAY.lines) {
    if (line.kind !== 'patch') continue;
    assert.match(line.sha256, /^[0-9a-f]{64}$/);
    assert.match(line.sha512, /^[0-9a-f]{128}$/);
  }
});

/** What a line names and the advisory does not have. */
function missingIn(line: OverlayLine, { products, vulnerabilities }: Advisory): string[] {
  const names = new Set(products.map(({ productName }) => productName));
  const ids = new Set(vulnerabilities.map(({ id }) => id));
  const named = 'products' in line ? line.products : 'product' in line ? [line.product] : [];
  const cves =
    'vulnerabilities' in line ? line.vulnerabilities : 'vulnerability' in line ? [line.vulnerability] : [];
  const written =
    line.kind === 'other-reading' && !products.some(({ version }) => version?.written === line.written)
      ? [line.written]
      : [];
  return [...named.filter(name => !names.has(name)), ...cves.filter(cve => !ids.has(cve)), ...written].map(
    what => `${line.id}: ${what}`,
  );
}

function check(advisories: readonly Advisory[]): void {
  for (const advisory of advisories) {
    const { publisher, id } = advisory.label;
    const lines = OVERLAY.lines.filter(
      line => 'on' in line && line.on.some(one => one.publisher === publisher && one.id === id),
    );
    assert.ok(lines.length > 0, `${publisher} ${id}`);
    assert.deepEqual(
      lines.flatMap(line => missingIn(line, advisory)),
      [],
    );
    const covered = new Set(lines.flatMap(line => (line.kind === 'product' ? [line.product] : [])));
    assert.deepEqual(
      advisory.products.map(({ productName }) => productName ?? '').filter(name => !covered.has(name)),
      [],
      'each product has a line',
    );
  }
}

test('names, ranges and vulnerabilities of the lines stand in the advisories as published', t => {
  const folder = corpusOrSkip(t, 'csaf', 'illumina');
  if (folder === undefined) return;
  const files = ['icsma-23-117-01.json', 'icsa-22-153-02.json'];
  check(files.map(file => readAdvisory(readFileSync(`${folder}/${file}`))));
});

test('and in the project’s own', () => check(builtinAdvisories().map(readAdvisory)));

test('digests of patches stand in the remediations as published', t => {
  const folder = corpusOrSkip(t, 'csaf', 'illumina');
  if (folder === undefined) return;
  const text = readFileSync(`${folder}/icsa-22-153-02.json`, 'utf8');
  const patches = OVERLAY.lines.filter(line => line.kind === 'patch');
  assert.equal(patches.length, 1);
  for (const { sha256, sha512, file } of patches) {
    for (const part of [`SHA-256: ${sha256}`, `SHA-512: ${sha512}`, file])
      assert.ok(text.includes(part), part);
  }
});
