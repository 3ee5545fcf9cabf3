import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeliveryRecord, RunRecord } from '../../journal/records.ts';
import type { RunReport } from './agent-status.ts';
import { heldUp } from './held-up.ts';
import { runStatus } from './run-status.ts';

const NOON = new Date('2026-03-01T12:00:00.000Z');
const LATER = new Date('2026-03-01T13:00:00.000Z');

function run(parts: Partial<RunRecord> = {}): RunRecord {
  return {
    ...{ id: 1, root: '/landing', name: 'RUN', dev: 1n, ino: 1n, silentMs: 0, readBack: undefined },
    ...{ firstSeen: NOON, since: NOON, lastChange: NOON, state: 'growing', reason: undefined },
    ...parts,
  };
}

function delivery(parts: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return {
    ...{ run: 1, destination: 0, state: 'copying', since: NOON },
    ...{ downSince: undefined, reason: undefined, lastConfirmed: undefined, sealed: undefined },
    ...parts,
  };
}

function live(parts: Partial<RunReport> = {}): RunReport {
  return {
    run: 1,
    seen: { files: 40, bytes: 4000, markers: 3 },
    ...{ expected: undefined, isLate: false, unsettled: 0, isOff: false, pass: undefined },
    rates: [{ slot: 0, bytesPerSecond: 10 }],
    ...parts,
  };
}

const at = (held: { files: number; bytes: number }, known?: DeliveryRecord) => [
  { slot: 0, name: 'archive', delivery: known, held },
];

function only(record: RunRecord, known: DeliveryRecord | undefined, report: RunReport | undefined) {
  const { destinations, waits } = runStatus(record, at({ files: 30, bytes: 3000 }, known), report);
  const [one] = destinations;
  assert.ok(one);
  return { ...one, ofRun: waits.map(({ why }) => why), why: one.waits.map(({ why }) => why) };
}

test('of a run that grows it is known what is there and how fast it goes, and not how long it takes', () => {
  const { state, done, all, bytesPerSecond, secondsLeft } = only(run(), undefined, live());
  assert.deepEqual([state, done?.files, all?.files], ['growing', 30, 40]);
  assert.deepEqual([bytesPerSecond, secondsLeft], [10, undefined]);
});

test('of a run that is over it is known how long it takes, if anything moves', () => {
  const settling = run({ state: 'settling' });
  assert.equal(only(settling, undefined, live()).secondsLeft, 100);
  const still = live({ rates: [{ slot: 0, bytesPerSecond: 0 }] });
  assert.equal(only(settling, undefined, still).secondsLeft, undefined);
});

test('where the agent is not at work nothing is guessed', () => {
  const { done, all, bytesPerSecond, secondsLeft } = only(run({ state: 'settling' }), undefined, undefined);
  assert.deepEqual([done?.files, all, bytesPerSecond, secondsLeft], [30, undefined, undefined, undefined]);
});

test('a pass through all files shows how far it is, at the destinations that it is for', () => {
  const sealed = delivery({ state: 'sealed', sealed: { seal: 'ab', files: 43, bytes: 4300 } });
  const pass = { kind: 'confirm' as const, slots: [0], files: 20, filesInAll: 43, bytes: 300 };
  const one = only(run({ state: 'sealed' }), sealed, live({ pass }));
  assert.deepEqual(
    [one.state, one.done?.files, one.all?.files, one.secondsLeft],
    ['confirming', 20, 43, 400],
  );
  const other = only(run({ state: 'sealed' }), sealed, live({ pass: { ...pass, kind: 'seal' } }));
  assert.deepEqual([other.state, other.done?.files], ['sealed', 43], 'a seal for others');
  const read = only(run({ state: 'confirmed' }), { ...sealed, state: 'confirmed' }, live({ pass }));
  assert.deepEqual([read.state, read.done?.files], ['confirmed', 43], 'the journal knows of the end first');
});

test('each way to wait is told from the others', () => {
  const down = (reason: string, state: DeliveryRecord['state'] = 'copying') =>
    only(run(), delivery({ downSince: NOON, reason, state }), live()).why;
  assert.deepEqual(down('DESTINATION_DOWN'), ['destination-down']);
  assert.deepEqual(down('DISPOSED'), ['disposed']);
  assert.deepEqual(down('LOG_PROOF_MISSING', 'confirmed'), ['proof']);
  assert.deepEqual(down('DESTINATION_BUSY'), ['lock']);
  assert.deepEqual(down('DESTINATION_FULL'), ['no-room']);
  assert.deepEqual(down('CONFLICT'), ['person']);
  const ofRun = (record: Partial<RunRecord>, report?: Partial<RunReport>) =>
    only(run(record), undefined, live(report)).ofRun;
  assert.deepEqual(ofRun({ state: 'quarantined', reason: 'WRITE_ONCE_CHANGED' }), ['person']);
  assert.deepEqual(ofRun({ state: 'away', reason: 'ENOENT' }), ['source']);
  assert.deepEqual(ofRun({ reason: 'rta-complete-missing' }), ['not-over']);
  assert.deepEqual(ofRun({ reason: 'SOURCE_UNREADABLE' }), ['source']);
  assert.deepEqual(ofRun({ state: 'finishing', reason: 'DESTINATION_DOWN' }), ['destination-down']);
  assert.deepEqual(ofRun({ state: 'finishing', reason: 'DESTINATION_BUSY' }), ['lock']);
  assert.deepEqual(ofRun({ state: 'sealed', reason: 'STATE_FULL' }), ['state-folder']);
  assert.deepEqual(ofRun({ state: 'sealed' }), []);
  assert.deepEqual(ofRun({ state: 'sealed' }, { isLate: true }), ['late']);
  assert.deepEqual(ofRun({ state: 'sealed', readBack: NOON }), ['late'], 'also where no agent is at work');
  assert.deepEqual(ofRun({ state: 'sealed', readBack: NOON, reason: 'analysis' }), ['analysis']);
  assert.deepEqual(ofRun({}, { isOff: true, unsettled: 4 }), ['limit', 'quiet']);
});

test('a person is needed for a quarantined run, and for a destination where something else lies than was sealed', () => {
  assert.deepEqual(heldUp(run({ state: 'quarantined', reason: 'CONFLICT' }), []), {
    since: NOON,
    codes: ['CONFLICT'],
    slots: [],
  });
  const sealed = run({ state: 'sealed' });
  const damaged = delivery({ state: 'sealed', downSince: LATER, reason: 'DESTINATION_READ_BACK' });
  assert.deepEqual(heldUp(sealed, [delivery(), damaged]), {
    since: LATER,
    codes: ['DESTINATION_READ_BACK'],
    slots: [0],
  });
  const down = delivery({ downSince: LATER, reason: 'DESTINATION_DOWN' });
  assert.equal(heldUp(sealed, [down]), undefined);
  const unproven = delivery({ state: 'sealed', downSince: LATER, reason: 'LOG_PROOF_MISSING' });
  assert.equal(heldUp(sealed, [unproven]), undefined, 'nothing of it is released');
  assert.equal(heldUp(run(), [damaged]), undefined, 'it is not sealed, so it is tried again');
});
