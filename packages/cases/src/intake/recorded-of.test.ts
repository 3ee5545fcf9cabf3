import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ItemState, MitigationState, PatchState } from '../state/index.ts';
import { recordedOf } from './recorded-of.ts';

const RECORD = {
  log: '00'.repeat(16),
  index: 1,
  identity: 'aa'.repeat(32),
  signer: 'ff'.repeat(32),
  statedAt: '',
};
const INSTALLED = { vendor: 'Illumina', model: null, serial: 'M70001', id: 'ruo' };
const TAIL = {
  log: 'a'.repeat(32),
  statedAt: '2023-06-01T00:00:00.000Z',
  tool: { name: 'seqwarden', version: '1' },
} as const;
const AT = { from: '2023-05-02T08:00:00.000Z', until: '2023-05-02T09:00:00.000Z' };

const patch = (changes: Partial<PatchState> = {}): PatchState => ({
  record: RECORD,
  subject: '',
  says: {
    installed: INSTALLED,
    vulnerabilities: ['CVE-2023-1966'],
    at: AT,
    doneBy: 'signer',
    installer: null,
    software: [],
    evidence: [],
    ...TAIL,
  },
  checks: [],
  proof: 'document',
  checked: 'confirmed',
  effect: 'open',
  effectFrom: null,
  ...changes,
});
const mitigation = (endedOn: string | null, result?: 'confirmed' | 'refuted'): MitigationState => ({
  record: RECORD,
  subject: '',
  says: {
    installed: INSTALLED,
    vulnerabilities: ['CVE-2023-1966'],
    action: 'begun',
    measure: 'firewall',
    ends: null,
    on: '2023-04-10',
    text: 'the ports are closed',
    evidence: [],
    ...TAIL,
  },
  checks:
    result === undefined
      ? []
      : [
          {
            record: RECORD,
            subject: RECORD.identity,
            says: {
              of: RECORD.identity,
              installed: INSTALLED,
              vulnerabilities: ['CVE-2023-1966'],
              result,
              noRunBecause: null,
              reason: 'looked at it',
              evidence: [],
              ...TAIL,
            },
          },
        ],
  endedOn,
});
const item = (changes: Partial<ItemState>): Parameters<typeof recordedOf>[0] => ({
  remediation: 'in_progress',
  patches: [],
  mitigations: [],
  reopened: [],
  ...changes,
});
const ends = (one: PatchState, changes: Partial<ItemState> = {}) =>
  recordedOf(item({ patches: [one], ...changes })).fixes.length > 0;

describe('what the records say of a time of exposure', () => {
  it('ends with a patch that is proven and was confirmed by a second person', () => {
    assert.deepEqual(recordedOf(item({ patches: [patch()] })).fixes, [AT]);
    assert.ok(ends(patch({ proof: 'installer', effect: 'seen' })));
    assert.ok(ends(patch({ effect: 'by_word' })));
  });

  it('does not end with a patch that nothing proves, that nobody checked, or against which a later run speaks', () => {
    for (const changes of [
      { proof: 'missing' },
      { proof: 'differs' },
      { checked: 'open' },
      { checked: 'refuted' },
      { effect: 'older' },
      { effect: 'unclear' },
    ] as const)
      assert.ok(!ends(patch(changes)), JSON.stringify(changes));
  });

  it('goes on where what was done is open again, until it is done once more', () => {
    const reopened: ItemState['reopened'] = [
      {
        why: 'ADVISORY_CHANGED',
        record: RECORD,
        patch: RECORD.identity,
        decision: null,
        run: null,
        change: null,
      },
    ];
    assert.ok(!ends(patch(), { reopened }));
    assert.ok(ends(patch(), { reopened, remediation: 'done' }));
  });

  it('was mitigated when it certainly was, in whatever zone the day was meant', () => {
    const [stretch] = recordedOf(item({ mitigations: [mitigation('2023-04-20')] })).mitigated;
    assert.deepEqual(
      [stretch?.from, stretch?.until],
      ['2023-04-11T11:59:59.999Z', '2023-04-19T10:00:00.000Z'],
    );
    assert.deepEqual(stretch?.source, { kind: 'stated', by: RECORD.signer, on: '2023-04-10' });
    const open = recordedOf(item({ mitigations: [mitigation(null, 'confirmed')] })).mitigated;
    assert.deepEqual(
      open.map(({ until }) => until),
      [null],
    );
    const none = [mitigation(null, 'refuted'), mitigation('2023-04-11')];
    assert.deepEqual(recordedOf(item({ mitigations: none })).mitigated, []);
  });
});
