import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { advisory } from '../../test/make-advisory.ts';
import { type ReadingParts, reading } from '../../test/make-reading.ts';
import { builtinAdvisories } from '../builtin/index.ts';
import { type Advisory, readAdvisory } from '../document/index.ts';
import { buildInventory, type Inventory } from '../inventory/index.ts';
import { OVERLAY } from '../overlay/index.ts';
import type { Finding } from './finding.ts';
import { matchAdvisories } from './match-advisories.ts';

const BUILT_IN = builtinAdvisories().map(readAdvisory);

const MODELS: readonly (readonly [model: string | null, serial: string, name: string | null])[] = [
  ['NovaSeq 6000', 'A00291', 'NovaSeq Control Software'],
  ['NextSeq 550Dx', 'NDX550421', 'NextSeq Control Software'],
  ['NextSeq 550Dx', 'NDX550422', 'NextSeq 550Dx Operating Software'],
  ['MiSeqDx', 'M70001', 'MiSeq Control Software'],
  ['MiniSeq', 'MN12345', 'MiniSeq Control Software'],
  ['iSeq 100', 'FS10000001', null],
  ['NextSeq 2000', 'VH00120', 'NextSeq 1000/2000 Control Software'],
  ['iScan', 'N1065', 'iScan Control Software'],
  ['HiSeq 2500', 'D00251', 'HiSeq Control Software'],
  [null, 'NV1', null],
];

const version = fc.option(
  fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 4 }).map(parts => parts.join('.')),
  { freq: 4 },
);

const run: fc.Arbitrary<ReadingParts> = fc
  .record({
    of: fc.constantFrom(...MODELS),
    at: fc.option(
      fc.integer({ min: 10, max: 28 }).map(day => `2022-01-${day}`),
      { freq: 5 },
    ),
    mode: fc.constantFrom('dx', 'ruo', null),
    version,
    copyService: version,
    localRunManager: fc.oneof(version, fc.constant('there' as const)),
    known: fc.boolean(),
  })
  .map(({ of: [model, serial, name], known, ...parts }) => ({
    ...parts,
    model: known ? model : null,
    serial,
    name,
  }));

const range = fc.oneof(
  version.map(one => `<= ${one ?? '1.0'}`),
  version.map(one => `>= ${one ?? '1.0'}`),
  version.map(one => one ?? 'vers:all/*'),
  fc.constantFrom('vers:all/*', 'as sold in Malaysia', '>= 1.0 | <= 3.0'),
);

const STATUSES = [
  'known_affected',
  'known_not_affected',
  'fixed',
  'under_investigation',
  'first_affected',
  'last_affected',
  'recommended',
];

/** An advisory of Illumina's programs under their recorded names, with any status. */
const written: fc.Arbitrary<Advisory> = fc
  .record({
    id: fc.constantFrom('ADV-1', 'ADV-2'),
    products: fc.array(
      fc.record({
        name: fc.constantFrom(
          ...MODELS.flatMap(([model, , name]) => [model, name]).filter(one => one !== null),
        ),
        version: range,
      }),
      { minLength: 1, maxLength: 4 },
    ),
    status: fc.array(fc.constantFrom(...STATUSES), { minLength: 4, maxLength: 4 }),
  })
  .map(({ id, products, status }) => {
    const groups = Map.groupBy(products.keys(), at => status[at] ?? '');
    const says = Object.fromEntries([...groups].map(([group, at]) => [group, at.map(one => `P${one + 1}`)]));
    return advisory({
      id,
      products: products.map(one => ({ ...one, vendor: 'Illumina' })),
      says: { 'CVE-1': says },
    });
  });

const documents = fc.array(fc.oneof(written, fc.constantFrom(...BUILT_IN)), { maxLength: 3 });
const inventories = fc
  .array(run, { minLength: 1, maxLength: 5 })
  .map(runs => buildInventory(runs.map(reading)));

function keyOf({ instrument, installation, vulnerability, advisory }: Finding): string {
  return JSON.stringify([instrument, installation, vulnerability, advisory.sha256]);
}

function shuffled(inventory: Inventory): Inventory {
  return {
    ...inventory,
    instruments: inventory.instruments
      .toReversed()
      .map(one => ({ ...one, installations: one.installations.toReversed() })),
  };
}

test('the order of instruments, installations and advisories does not matter', () => {
  fc.assert(
    fc.property(inventories, documents, (inventory, advisories) => {
      const one = matchAdvisories(inventory, advisories, OVERLAY);
      assert.deepEqual(matchAdvisories(shuffled(inventory), advisories.toReversed(), OVERLAY), one);
    }),
    { numRuns: 150 },
  );
});

test('an advisory more, or an instrument more, changes no finding of the others', () => {
  fc.assert(
    fc.property(inventories, documents, written, (inventory, advisories, another) => {
      const before = matchAdvisories(inventory, advisories, OVERLAY).findings;
      const after = matchAdvisories(inventory, [...advisories, another], OVERLAY).findings;
      const known = new Map(after.map(finding => [keyOf(finding), finding]));
      for (const finding of before) assert.deepEqual(known.get(keyOf(finding)), finding);
      const alone = inventory.instruments.flatMap(
        instrument =>
          matchAdvisories({ ...inventory, instruments: [instrument] }, advisories, OVERLAY).findings,
      );
      assert.deepEqual(alone, before);
    }),
    { numRuns: 150 },
  );
});

test('every installation has a finding or is among those of which nothing is said, and no advisory is in both', () => {
  fc.assert(
    fc.property(inventories, documents, (inventory, advisories) => {
      const { findings, unmatched } = matchAdvisories(inventory, advisories, OVERLAY);
      const key = (one: Pick<Finding, 'instrument' | 'installation'>) =>
        JSON.stringify([one.instrument, one.installation]);
      const matched = new Set(findings.map(key));
      const silent = new Set(unmatched.flatMap(one => (one.findings === 0 ? [key(one)] : [])));
      const all = inventory.instruments.flatMap(({ vendor, model, serial, installations }) =>
        installations.map(({ id }) => key({ instrument: { vendor, model, serial }, installation: id })),
      );
      assert.ok([...matched].every(one => !silent.has(one)));
      const said = new Set(findings.map(one => key(one) + one.advisory.sha256));
      for (const one of unmatched)
        for (const { sha256 } of one.asked) assert.ok(!said.has(key(one) + sha256));
      assert.deepEqual([...matched, ...silent].sort(), all.sort());
    }),
    { numRuns: 150 },
  );
});

test('no entry that is undecided about what is installed now is passed over', () => {
  fc.assert(
    fc.property(inventories, documents, (inventory, advisories) => {
      for (const { instrument, installation, verdict, evidence } of matchAdvisories(
        inventory,
        advisories,
        OVERLAY,
      ).findings) {
        if (verdict !== 'not_affected' && verdict !== 'not_listed') continue;
        const installed = inventory.instruments
          .find(({ serial, model }) => serial === instrument.serial && model === instrument.model)
          ?.installations.find(({ id }) => id === installation);
        const current = installed?.components.flatMap(({ kind, name, states }) =>
          states.flatMap(state => (state.current === 'no' ? [] : [{ kind, name, ...state }])),
        );
        const open = evidence.filter(
          ({ verdict, fact }) =>
            (verdict === 'review' || verdict === 'affected') &&
            (fact === null ||
              current?.some(
                ({ kind, name, version, last }) =>
                  kind === fact.component &&
                  name === fact.name &&
                  version === fact.version &&
                  last.source === fact.source,
              )),
        );
        assert.deepEqual(
          open.filter(({ overlay }) => !overlay.some(id => id.endsWith('-generation'))),
          [],
        );
      }
    }),
    { numRuns: 300 },
  );
});

test('what is unknown makes nothing better: taking versions away never leads to a no', () => {
  fc.assert(
    fc.property(run, documents, (parts, advisories) => {
      const blind = { ...parts, version: null, copyService: null, localRunManager: 'there' as const };
      const { findings } = matchAdvisories(buildInventory([reading(blind)]), advisories, OVERLAY);
      const certainly = findings.filter(
        ({ verdict }) => verdict === 'not_listed' || verdict === 'not_affected' || verdict === 'fixed',
      );
      for (const { evidence } of certainly) {
        // Of all versions the advisory may say it without knowing one.
        assert.ok(evidence.every(({ range }) => range?.written === 'vers:all/*'));
      }
      const named = matchAdvisories(
        buildInventory([reading({ ...blind, model: null, name: null })]),
        advisories,
        OVERLAY,
      );
      assert.ok(named.findings.every(({ verdict }) => verdict === 'review'));
    }),
    { numRuns: 300 },
  );
});

test('nothing but the advisory makes "not affected", and nothing but a fix that was stated "fixed"', () => {
  fc.assert(
    fc.property(inventories, documents, (inventory, advisories) => {
      for (const { verdict, reasons, exposed } of matchAdvisories(inventory, advisories, OVERLAY).findings) {
        assert.notEqual(verdict, 'fixed');
        const codes = ['ADVISORY_SAYS_NOT_AFFECTED', 'ADVISORY_SAYS_FIXED', 'OVERLAY_NARROWS'];
        if (verdict === 'not_affected') assert.ok(codes.includes(reasons[0]?.code ?? ''));
        if (verdict === 'not_listed') assert.deepEqual(exposed, []);
        if (verdict === 'affected') assert.ok(exposed.some(one => one.verdict === 'affected'));
        if (verdict === 'affected' || verdict === 'review') assert.ok(exposed.length > 0);
        assert.ok(reasons.length > 0);
      }
    }),
    { numRuns: 300 },
  );
});
