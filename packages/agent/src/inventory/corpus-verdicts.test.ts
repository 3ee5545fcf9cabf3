import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtinAdvisories } from '@seqwarden/advisory/builtin';
import { readAdvisory } from '@seqwarden/advisory/document';
import { buildInventory, type Installation } from '@seqwarden/advisory/inventory';
import { matchAdvisories } from '@seqwarden/advisory/match';
import { OVERLAY } from '@seqwarden/advisory/overlay';
import { corpusOrSkip } from '../../../../scripts/testing/needs.ts';
import { readInventoryRoots } from './read-inventory-roots.ts';

const CVES = ['CVE-2023-1966', 'CVE-2023-1968', 'CVE-2022-1517', 'CVE-2022-1524'] as const;

/** Models, the newest version of the control software, verdicts on {@link CVES}; the first row that fits counts. `-`: no finding. */
const EXPECTED: readonly (readonly [models: RegExp, version: RegExp, ...verdicts: string[]])[] = [
  [/^(HiSeq|NovaSeq X|MiSeq i100)/, /^/, '-', '-', '-', '-'],
  [/^NovaSeq 6000$/, /^1\.8\./, 'review', 'review', '-', '-'],
  [/^NovaSeq 6000$/, /^1\.7\.[1-9]/, 'review', 'review', '-', '-'],
  [/^NovaSeq 6000$/, /^1\.[0-7]\./, 'affected', 'not_affected', '-', '-'],
  [/^NovaSeq 6000$/, /^$/, 'review', 'review', '-', '-'],
  [/^NextSeq 2000$/, /^1\.[0-3]\./, 'affected', 'affected', '-', '-'],
  [/^NextSeq 2000$/, /^$/, 'review', 'review', '-', '-'],
  [/^NextSeq 550Dx$/, /^4\.0\./, 'review', 'review', 'affected', 'review'],
  [/^NextSeq 5/, /^[12]\./, 'not_listed', 'not_listed', 'review', 'review'],
  [/^MiSeq/, /^[123]\./, 'not_listed', 'not_listed', 'review', 'review'],
  [/^MiSeq/, /^4\.0\./, 'review', 'review', 'review', 'review'],
  [/^MiniSeq/, /^2\./, 'affected', 'affected', 'affected', 'review'],
  [/^iSeq 100/, /^/, 'affected', 'affected', 'review', 'review'],
  [/^iScan/, /^4\.0\.[05]$/, 'affected', 'affected', '-', '-'],
  [/^iScan/, /^[34]\./, 'not_listed', 'not_listed', '-', '-'],
  [/^(NextSeq 5|MiSeq|MiniSeq)/, /^$/, 'review', 'review', 'review', 'review'],
];

test('each real run folder is in its instrument, and the two Illumina advisories say of it what its version tells', async t => {
  const root = corpusOrSkip(t, 'runfolders');
  if (root === undefined) return;
  const { readings, unidentified } = await readInventoryRoots([root], {
    now: new Date('2026-11-23T00:00:00Z'),
  });
  const inventory = buildInventory(readings, undefined, { unidentified });
  const advisories = builtinAdvisories().map(readAdvisory);
  const { findings, unmatched } = matchAdvisories(inventory, advisories, OVERLAY);
  const verdictsOf = (serial: string | null, installation: string) =>
    CVES.map(
      cve =>
        findings.find(
          one =>
            one.instrument.serial === serial &&
            one.installation === installation &&
            one.vulnerability === cve,
        )?.verdict ?? '-',
    );
  for (const { model, serial, doubts, installations } of inventory.instruments) {
    for (const installation of installations) {
      const verdicts = verdictsOf(serial, installation.id);
      const what = `${model} ${serial} ${newestVersion(installation)}`;
      if (doubts.length > 0 || model === null || isInferred(installation)) {
        // For a person, or of a program that is none of theirs.
        assert.ok(
          verdicts.every(one => one !== 'not_affected' && one !== 'fixed'),
          what,
        );
        continue;
      }
      const row = EXPECTED.find(
        ([models, version]) => models.test(model) && version.test(newestVersion(installation)),
      );
      assert.ok(row !== undefined, what);
      assert.deepEqual(verdicts, row.slice(2), what);
    }
  }
  assert.ok(unmatched.length > 0);
  for (const { instrument, asked } of unmatched) {
    assert.equal(asked.length, instrument.vendor === null ? 0 : advisories.length, `${instrument.serial}`);
  }
});

/** Empty where none is known, or nobody knows which is the newest. */
function newestVersion({ components }: Installation): string {
  const newest = components
    .filter(({ kind }) => kind === 'control')
    .flatMap(({ states }) => states.filter(({ current }) => current !== 'no'));
  return newest.length === 1 ? (newest[0]?.version ?? '') : '';
}

function isInferred({ components }: Installation): boolean {
  return components.some(({ states }) => states.some(({ confidence }) => confidence === 'inferred'));
}
