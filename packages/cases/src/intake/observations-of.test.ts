import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NOTHING_RECEIVED } from '@seqwarden/advisory/answer';
import { builtinAdvisories } from '@seqwarden/advisory/builtin';
import { readAdvisory } from '@seqwarden/advisory/document';
import type { Component, ComponentState, Inventory } from '@seqwarden/advisory/inventory';
import type { Finding } from '@seqwarden/advisory/match';
import { ACTS, splitObservation } from '@seqwarden/proof/acts';
import fc from 'fast-check';
import { layered } from './layered.ts';
import { observationsOf } from './observations-of.ts';
import type { AnswerToObserve } from './observed.ts';

const NOTHING = { doubts: [], zone: null, regulatoryStatus: null, use: null, aliases: [], simulated: false };
const INSTRUMENT = { vendor: 'Illumina', model: 'MiSeqDx', serial: 'M70001' };
const UCS = {
  publisher: 'https://cisa.example/',
  id: 'ICSMA-23-117-01',
  version: '1',
  sha256: 'aa'.repeat(32),
};

const day = (n: number) => new Date(Date.UTC(2023, 0, n)).toISOString();
const state = (
  version: string | null,
  on: number | null,
  current: ComponentState['current'],
  runId: string | null = `run ${on}`,
): ComponentState => {
  const at = on === null ? null : { from: day(on), until: day(on) };
  const sight = { at, source: { kind: 'run', runId, folder: null, seal: null } } as const;
  return { version, confidence: 'read', from: null, first: sight, last: sight, runs: 1, current };
};
const inventory = (
  components: readonly Component[],
  names: { readonly serial?: string | null } = {},
): Inventory => ({
  instruments: [
    {
      ...NOTHING,
      ...INSTRUMENT,
      ...names,
      installations: [{ id: 'ruo', mode: 'ruo', components, runs: [], fixes: [], mitigations: [] }],
    },
  ],
  simulatedLeftOut: 0,
  unidentified: [],
});
const finding = (changes: Partial<Finding> = {}): Finding => ({
  instrument: INSTRUMENT,
  installation: 'ruo',
  vulnerability: 'CVE-2023-1966',
  advisory: UCS,
  product: { id: 'P1', name: 'MiSeq Control Software 4.0' },
  verdict: 'review',
  reasons: [{ code: 'BOUND_COARSER', text: 'a reason' }],
  evidence: [],
  exposed: [],
  proofs: [],
  ...changes,
});
const MCS: Component = {
  kind: 'control',
  name: 'MiSeq Control Software',
  states: [state('3.1', 1, 'no'), state('4.0', 5, 'certain')],
};
const answer = (
  seen: Inventory,
  findings: readonly Finding[] = [],
  advisories: AnswerToObserve['advisories'] = [],
): AnswerToObserve => ({
  inventory: seen,
  advisories,
  findings: findings.map(one => ({ finding: one, window: null, proofs: new Map() })),
  overlay: '2026-11-23',
});

describe('what an answer says of an installation', () => {
  it('is the newest reading of each program, what was there before, and nothing where no advisory speaks', () => {
    const { installations, unfit } = observationsOf(answer(inventory([MCS])));
    const [{ now, before }] = [installations[0] ?? assert.fail()];
    assert.equal(now.length, 1);
    assert.deepEqual(now[0].installed, { vendor: 'Illumina', model: null, serial: 'M70001', id: 'ruo' });
    assert.equal(now[0].advisory, null);
    assert.deepEqual(
      now[0].readings.map(({ version }) => version),
      ['4.0'],
    );
    assert.deepEqual(
      before.map(({ version }) => version),
      ['3.1'],
    );
    assert.deepEqual(unfit, []);
  });

  it('is not a version that is no longer there, though its runs were seen later than those that tell what is', () => {
    const states = [state('4.0', 5, 'certain'), state('3.1', 9, 'no')];
    const [seen] = observationsOf(answer(inventory([{ ...MCS, states }]))).installations;
    assert.deepEqual(
      seen?.now[0].readings.map(({ version }) => version),
      ['4.0'],
    );
  });

  it('is by model where no serial is known', () => {
    const { installations } = observationsOf(answer(inventory([MCS], { serial: null })));
    assert.deepEqual(installations[0]?.now[0].installed, {
      vendor: 'Illumina',
      model: 'MiSeqDx',
      serial: null,
      id: 'ruo',
    });
  });

  it('of two documents under one label has the wider verdict alone', () => {
    const weaker = finding({ verdict: 'not_listed', advisory: { ...UCS, sha256: '00'.repeat(32) } });
    const other = finding({ vulnerability: 'CVE-2023-1968', verdict: 'affected', advisory: weaker.advisory });
    const { installations } = observationsOf(answer(inventory([MCS]), [weaker, finding(), other]));
    const said = installations[0]?.now.map(({ advisory, findings }) => [
      advisory?.sha256,
      findings.map(({ vulnerability, verdict }) => `${vulnerability} ${verdict}`),
    ]);
    assert.deepEqual(said, [
      [weaker.advisory.sha256, ['CVE-2023-1968 affected']],
      [UCS.sha256, ['CVE-2023-1966 review']],
    ]);
  });

  it('has what the advisory offers as a digest, which another offer changes', () => {
    const [bytes = assert.fail()] = builtinAdvisories();
    const read = readAdvisory(bytes);
    const further = { category: 'mitigation', details: 'close the port', url: null, products: [] };
    const vulnerabilities = read.vulnerabilities.map(one => ({
      ...one,
      remediations: [...one.remediations, further],
    }));
    const advisory = { ...read, vulnerabilities };
    const { id, status } = advisory.vulnerabilities[0] ?? assert.fail();
    const [product = ''] = status.keys();
    const found = finding({
      vulnerability: id,
      product: { id: product, name: 'x' },
      advisory: { ...UCS, sha256: advisory.sha256 },
    });
    const asked = { advisory, builtIn: false, received: NOTHING_RECEIVED };
    const digest = (one: typeof asked) =>
      observationsOf(answer(inventory([MCS]), [found], [one])).installations[0]?.now[0].findings[0]
        ?.remediations;
    const reversed = advisory.vulnerabilities.map(one => ({
      ...one,
      remediations: one.remediations.toReversed(),
    }));
    const changed = advisory.vulnerabilities.map(one => ({
      ...one,
      remediations: one.remediations.map(offer => ({ ...offer, details: `${offer.details}.` })),
    }));
    assert.match(digest(asked) ?? '', /^[0-9a-f]{64}$/);
    assert.equal(digest({ ...asked, advisory: { ...advisory, vulnerabilities: reversed } }), digest(asked));
    assert.notEqual(digest({ ...asked, advisory: { ...advisory, vulnerabilities: changed } }), digest(asked));
  });

  it('names what no record can hold, and enters the rest', () => {
    const long = 'x'.repeat(201);
    const programs: Component[] = [
      MCS,
      { kind: 'other', name: `${long}`, states: [state('1', 5, 'certain')] },
    ];
    const { installations, unfit } = observationsOf(
      answer(inventory(programs), [
        finding(),
        finding({ vulnerability: 'cve-2023-1' }),
        finding({ advisory: { ...UCS, id: 'a\nb' } }),
      ]),
    );
    assert.deepEqual(
      unfit.map(({ what }) => what),
      ['program', 'vulnerability', 'advisory'],
    );
    assert.equal(installations[0]?.now[0].findings.length, 1);
    const nameless = observationsOf(answer(inventory([MCS], { serial: long })));
    assert.deepEqual(
      [nameless.installations.length, nameless.unfit.map(({ what }) => what)],
      [0, ['installation']],
    );
  });

  it('fits into records, whatever instruments and publishers wrote', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constant('"'.repeat(600)),
      fc.constant('語'.repeat(200)),
    );
    const at = fc.option(fc.nat(30));
    const states = fc.array(
      fc.tuple(fc.option(text), at, fc.constantFrom('certain', 'possible', 'no'), fc.option(text)),
      { maxLength: 3 },
    );
    const component = fc.tuple(fc.constantFrom('control', 'other', 'rta'), fc.option(text), states);
    const verdict = fc.constantFrom('affected', 'review', 'not_listed');
    const found = fc.tuple(text, text, text, verdict, text, text);
    await fc.assert(
      fc.asyncProperty(
        fc.array(component, { maxLength: 20 }),
        fc.array(found, { maxLength: 80 }),
        async (programs, findings) => {
          const seen = inventory(
            programs.map(([kind, name, all]) => ({ kind, name, states: all.map(one => state(...one)) })),
          );
          const said = findings.map(([vulnerability, id, reason, of, product, range]) =>
            finding({
              vulnerability,
              verdict: of,
              reasons: [{ code: 'VERSION_LISTED', text: reason }],
              advisory: { ...UCS, id },
              product: { id: product, name: product },
              evidence: [
                {
                  product: { id: product, name: product },
                  status: [],
                  range: {
                    written: range,
                    read: { kind: 'intervals', scheme: 'intdot', intervals: [], warnings: [] },
                  },
                  fact: null,
                  overlay: [],
                  verdict: of,
                  reasons: [],
                },
              ],
            }),
          );
          const tail = {
            log: 'a'.repeat(32),
            statedAt: day(1),
            tool: { name: 'seqwarden', version: '1' },
          } as const;
          for (const { now, before } of observationsOf(answer(seen, said)).installations)
            for (const one of [...now.flatMap(splitObservation), ...layered(now[0], before)])
              await ACTS.observation.encode({ ...one, ...tail });
        },
      ),
      { numRuns: 60 },
    );
  });
});
