import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { corpusOrSkip } from '../../../../scripts/testing/needs.ts';
import { builtinAdvisories } from '../builtin/index.ts';
import { compareInstaller } from './compare-installer.ts';
import { publishedDigests } from './published-digests.ts';

const PATCH = {
  sha256: '595b724f1c5b4bac446001400b38b748b4ef05520b5489ea4711a2a4289e721a',
  sha512:
    '52b5cfdc462b10011027e94f184c2f0da25b0b1363fddb7fa5793938d11f976259a7f73e77c2fd157f560439ec3df70446aa561b586dc8ef94db2ed95fcce841',
};
const ANOTHER = { sha256: 'ab'.repeat(32), sha512: 'cd'.repeat(64) };
const NO_LINES = { version: 'none', lines: [] };

interface Parts {
  readonly remediations?: readonly object[];
  readonly notes?: readonly object[];
  readonly documentNotes?: readonly object[];
  readonly status?: object;
  readonly hashes?: unknown;
}

function document(parts: Parts): Uint8Array {
  const date = '2026-01-01T00:00:00.000Z';
  return new TextEncoder().encode(
    JSON.stringify({
      document: {
        category: 'csaf_security_advisory',
        csaf_version: '2.0',
        title: 'A',
        notes: parts.documentNotes ?? [],
        publisher: { category: 'vendor', name: 'example', namespace: 'https://example.org' },
        tracking: {
          ...{ id: 'A-1', version: '1', status: 'final', initial_release_date: date },
          ...{ current_release_date: date, revision_history: [{ number: '1', date, summary: 'made' }] },
        },
      },
      product_tree: {
        full_product_names: [
          { product_id: 'P1', name: 'Program 1' },
          { product_id: 'P2', name: 'Program 2', product_identification_helper: { hashes: parts.hashes } },
        ],
      },
      vulnerabilities: [
        {
          cve: 'CVE-2026-0001',
          product_status: parts.status ?? { known_affected: ['P1'], fixed: ['P2'] },
          remediations: parts.remediations ?? [],
          notes: parts.notes ?? [],
        },
      ],
    }),
  );
}

function checked(parts: Parts, file = PATCH, products: readonly string[] = []) {
  return compareInstaller(file, publishedDigests(document(parts), 'CVE-2026-0001', NO_LINES), products);
}

const says = (details: string, more: object = {}) => ({ category: 'vendor_fix', details, ...more });

test("the installer of the Local Run Manager's patch is found in the loose sentences of CISA's document", t => {
  const folder = corpusOrSkip(t, 'csaf', 'illumina');
  if (folder === undefined) return;
  const bytes = readFileSync(join(folder, 'icsa-22-153-02.json'));
  for (const cve of ['CVE-2022-1517', 'CVE-2022-1524']) {
    const digests = publishedDigests(bytes, cve, NO_LINES);
    assert.deepEqual(
      digests.map(({ algorithm, of }) => `${algorithm} ${of}`),
      ['sha512 fix', 'sha256 fix', 'weak fix', 'weak fix'],
    );
    assert.equal(compareInstaller(PATCH, digests, ['CSAFPID-0003']).check, 'equal');
    assert.equal(compareInstaller(ANOTHER, digests, ['CSAFPID-0003']).check, 'other');
    assert.equal(compareInstaller(ANOTHER, digests, ['CSAFPID-0099']).check, 'not_published');
  }
  const copyService = readFileSync(join(folder, 'icsma-23-117-01.json'));
  assert.deepEqual(publishedDigests(copyService, 'CVE-2023-1968'), []);
});

test('the documents of our own give it too, for each vulnerability that the patch is for and no other one', () => {
  const digests = builtinAdvisories().flatMap(bytes => publishedDigests(bytes, 'CVE-2022-1518'));
  assert.equal(compareInstaller(PATCH, digests, []).check, 'equal');
  const others = builtinAdvisories().flatMap(bytes => publishedDigests(bytes, 'CVE-2023-1966'));
  assert.deepEqual(compareInstaller(PATCH, others, []), { check: 'not_published', weak: false });
});

test('one strong digest that is equal suffices; MD5 and SHA-1 never do, and it is told that only they are there', () => {
  assert.equal(checked({ remediations: [says(`SHA-512: ${PATCH.sha512}`)] }).check, 'equal');
  assert.equal(checked({ remediations: [says(`SHA-256: ${PATCH.sha256}`)] }).check, 'equal');
  const weak = [
    says('SHA-1: 25e523031b3bd818d4bba1017c534c735f650e23, MD5: 4552a1130947b95ac18be4335c1447f5'),
  ];
  assert.deepEqual(checked({ remediations: weak }), { check: 'not_published', weak: true });
  assert.deepEqual(checked({}), { check: 'not_published', weak: false });
});

test('a digest in a note is one of this file, or says nothing: notes speak of other files too', () => {
  const note = { category: 'general', text: `SHA-256 of the patch: ${PATCH.sha256}` };
  assert.equal(checked({ notes: [note] }).check, 'equal');
  assert.equal(checked({ documentNotes: [note] }).check, 'equal');
  assert.equal(checked({ documentNotes: [note], notes: [note] }, ANOTHER).check, 'not_published');
});

test("what is published for another product, or where nothing is to be installed, is not this one's", () => {
  const forP2 = [says(`SHA-256: ${PATCH.sha256}`, { product_ids: ['P2'] })];
  assert.equal(checked({ remediations: forP2 }, PATCH, ['P1']).check, 'not_published');
  assert.equal(checked({ remediations: forP2 }, PATCH, ['P2']).check, 'equal');
  const none = [{ category: 'none_available', details: `SHA-256: ${PATCH.sha256}` }];
  assert.equal(checked({ remediations: none }).check, 'not_published');
});

test('hashes of a product count where it is listed as fixed; where it is listed as affected, that very file is the fault', () => {
  const hashes = [
    { filename: 'p.msi', file_hashes: [{ algorithm: 'sha256', value: PATCH.sha256.toUpperCase() }] },
  ];
  const equal = checked({ hashes });
  assert.equal(equal.check === 'equal' && equal.by.words, 'Program 2, p.msi');
  const affected = { hashes, status: { known_affected: ['P1', 'P2'] } };
  assert.deepEqual(checked(affected), { check: 'other', affected: true, published: [] });
  assert.equal(checked(affected, ANOTHER).check, 'not_published');
  const both = { ...affected, remediations: [says(`SHA-256: ${PATCH.sha256}`)] };
  assert.equal(checked(both).check, 'other', 'a file that is listed as affected is never the fix');
  assert.equal(checked({ hashes, status: { under_investigation: ['P2'] } }).check, 'not_published');
});

test('hashes of any other shape are none', () => {
  const shapes = [
    null,
    'x',
    [null],
    [{ file_hashes: 'x' }],
    [{ file_hashes: [{ algorithm: 'sha256', value: 'ab' }] }],
  ];
  const strange = [
    {
      file_hashes: [
        { algorithm: 'constructor', value: PATCH.sha512 },
        { algorithm: 7, value: {} },
      ],
    },
  ];
  for (const hashes of [...shapes, strange]) assert.equal(checked({ hashes }).check, 'not_published');
});

test('a vulnerability that the document does not have gets nothing from it', () => {
  const bytes = document({ remediations: [says(`SHA-256: ${PATCH.sha256}`)] });
  assert.deepEqual(publishedDigests(bytes, 'CVE-2026-0002', NO_LINES), []);
});
