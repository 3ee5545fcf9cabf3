import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { reading } from '../../test/make-reading.ts';
import { builtinAdvisories } from '../builtin/index.ts';
import { readAdvisory } from '../document/index.ts';
import { buildInventory, type Reading } from '../inventory/index.ts';
import { matchAdvisories } from '../match/index.ts';
import { OVERLAY } from '../overlay/index.ts';
import { windowsOf } from '../window/index.ts';
import { NOTHING_RECEIVED } from './asked-advisory.ts';
import {
  CONCERNS,
  type Concern,
  type ExposureAnswer,
  exitOf,
  NOTHING_PASSED_OVER,
} from './exposure-answer.ts';
import { exposureJson } from './exposure-json.ts';
import type { RunProof } from './run-proof.ts';

const ADVISORIES = builtinAdvisories().map(bytes => readAdvisory(bytes));

function answer(
  readings: readonly Reading[],
  more: Partial<ExposureAnswer> = {},
  turned = false,
): ExposureAnswer {
  const inventory = buildInventory(readings);
  const asked = turned ? ADVISORIES.toReversed() : ADVISORIES;
  const { findings, unmatched } = matchAdvisories(inventory, asked, OVERLAY);
  const all = turned ? findings.toReversed() : findings;
  return {
    inventory,
    advisories: asked.map(advisory => ({ advisory, builtIn: true, received: NOTHING_RECEIVED })),
    findings: [...windowsOf(all, inventory)].map(([finding, window]) => ({
      finding,
      window,
      proofs: new Map(),
    })),
    unmatched: turned ? unmatched.toReversed() : unmatched,
    vulnerabilities: [],
    overlay: OVERLAY.version,
    zone: null,
    unread: [],
    passedOver: NOTHING_PASSED_OVER,
    tool: { name: 'seqwarden', version: '0.0.0-test' },
    failOn: new Set(CONCERNS),
    ...more,
  };
}

const OLD = reading({ runId: 'old', version: '1.4.0', copyService: '1.4.2.927', at: '2018-05-03' });
const NEW = reading({ runId: 'new', version: '1.8.0', copyService: '2.7.2.4320', at: '2023-06-02' });
const SILENT = reading({
  runId: 'silent',
  model: 'NovaSeq X',
  serial: 'LH00130',
  name: 'NovaSeqXSeries Control Software',
  version: '1.2.0.28691',
});

const inJson = (of: ExposureAnswer) => JSON.parse(JSON.stringify(exposureJson(of)));

describe('the JSON document', () => {
  it('has the keys of the format, in each finding the whole chain', () => {
    const document = inJson(answer([OLD, NEW, SILENT]));
    assert.deepEqual(Object.keys(document), [
      'answer',
      'exit',
      'counts',
      'instruments',
      'findings',
      'unmatched',
      'advisories',
      'vulnerabilities',
      'overlay',
      'zone',
      'unread',
      'passedOver',
      'tool',
    ]);
    const [finding] = document.findings;
    assert.deepEqual(Object.keys(finding), [
      'instrument',
      'installation',
      'vulnerability',
      'advisory',
      'product',
      'verdict',
      'reasons',
      'evidence',
      'window',
    ]);
    assert.deepEqual(finding.instrument, { serial: 'A00291', model: 'NovaSeq 6000', vendor: 'Illumina' });
    assert.equal(finding.advisory.builtIn, true);
    assert.match(finding.advisory.sha256, /^[0-9a-f]{64}$/);
    assert.deepEqual(
      document.unmatched.map((one: { instrument: { serial: string } }) => one.instrument.serial),
      ['LH00130'],
    );
  });

  it('has the window with the runs that were made in it', () => {
    const [{ window }] = inJson(answer([OLD, NEW], { zone: 'Europe/Zurich' })).findings;
    assert.deepEqual([window.first, window.openStart, window.last], ['2018-05-03T00:00:00.000Z', true, null]);
    assert.deepEqual(window.local, { zone: 'Europe/Zurich', first: '2018-05-03T02:00:00+02:00', last: null });
    assert.deepEqual(
      window.runs.map((run: { runId: string; certain: boolean; proof: unknown }) => [
        run.runId,
        run.certain,
        run.proof,
      ]),
      [
        ['old', true, null],
        ['new', true, null],
      ],
    );
  });

  it('is the same, byte for byte, in whatever order runs and advisories come', () => {
    const runs = [
      OLD,
      NEW,
      SILENT,
      reading({ runId: 'other', serial: 'A00002', at: null }),
      reading({ runId: 'third', serial: null }),
    ];
    const said = JSON.stringify(exposureJson(answer(runs)));
    fc.assert(
      fc.property(fc.shuffledSubarray(runs, { minLength: runs.length }), fc.boolean(), (shuffled, turned) => {
        assert.equal(JSON.stringify(exposureJson(answer(shuffled, {}, turned))), said);
      }),
    );
  });
});

describe('the order of the answer', () => {
  it('is by vendor, model and serial, unknown ones last, of instruments, findings and installations without any', () => {
    const { instruments, findings, unmatched } = inJson(
      answer([
        OLD,
        SILENT,
        reading({
          runId: 'nobody',
          serial: 'S393',
          vendor: null,
          model: null,
          name: 'BeadScan',
          version: '3.6',
        }),
        reading({ runId: 'which', serial: 'X1', model: null }),
      ]),
    );
    type Named = { readonly serial: string };
    assert.deepEqual(
      instruments.map(({ serial }: Named) => serial),
      ['A00291', 'LH00130', 'X1', 'S393'],
    );
    const serials = (list: readonly { readonly instrument: Named }[]) => [
      ...new Set(list.map(({ instrument }) => instrument.serial)),
    ];
    assert.deepEqual(serials(findings), ['A00291', 'X1']);
    assert.deepEqual(serials(unmatched), ['LH00130', 'S393']);
  });
});

describe('the exit code', () => {
  const exit = (of: ExposureAnswer, ...failOn: Concern[]) => exitOf({ ...of, failOn: new Set(failOn) });
  const unread = [{ what: 'run', name: 'x', code: 'RUN_UNREADABLE', text: 'x' }] as const;
  const proven = (verified: RunProof['verified']): ExposureAnswer => {
    const proof: RunProof = {
      seal: null,
      signature: 'good',
      sealedAt: null,
      made: null,
      logStanding: null,
      logEntry: null,
      lastVerified: null,
      verified,
      codes: [],
    };
    const whole = answer([NEW]);
    return { ...whole, findings: whole.findings.map(one => ({ ...one, proofs: new Map([['run', proof]]) })) };
  };

  it('is 1 for what is affected, 3 for what a person has to decide or nobody could read, 0 else', () => {
    assert.equal(exitOf(answer([OLD])), 1);
    assert.equal(exitOf(answer([NEW])), 3);
    assert.equal(exitOf(answer([SILENT])), 0);
    assert.equal(exitOf(answer([SILENT], { unread })), 3);
  });

  it('is 1 for a run that was altered in the time of exposure, 3 where nobody can tell', () => {
    assert.equal(exitOf(proven({ answer: 'changed', codes: [] })), 1);
    assert.equal(exit(proven({ answer: 'cannot_tell', codes: [] }), 'unproven'), 3);
    assert.equal(exit(proven({ answer: 'unchanged', codes: [] }), 'altered', 'unproven'), 0);
  });

  it('comes from nothing but what was asked to count', () => {
    assert.equal(exit(answer([OLD]), 'review'), 0);
    assert.equal(exit(answer([NEW]), 'affected'), 0);
    assert.equal(exit(answer([SILENT], { unread }), 'affected', 'review'), 0);
    assert.equal(exit(answer([OLD, NEW])), 0);
    assert.equal(
      exit(answer([reading({ runId: 'a', serial: 'A1', version: '1.4.0' }), NEW]), 'affected', 'review'),
      1,
    );
  });
});
