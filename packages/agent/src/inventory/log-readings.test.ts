import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import type { ReadEntry } from '@seqwarden/log/reading';
import { type AnyStatement, type Fact, type SealPredicate, SeqwardenError } from '@seqwarden/proof';
import { LogReadings } from './log-readings.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

function fact(value: string | null): Fact {
  return value === null
    ? { value, confidence: 'unknown', from: null }
    : { value, confidence: 'read', from: 'RunInfo.xml#Run/@Id' };
}

function seal(
  parts: Partial<SealPredicate> & { readonly id?: string; readonly version?: string },
): SealPredicate {
  const { id = '200601_A00291_0001_X', version = '1.7.5', ...more } = parts;
  const unknown = fact(null);
  return {
    ...{
      kind: 'run',
      generation: 1,
      previousSeal: null,
      derivedFrom: null,
      made: 'at-copy',
      sourceLabel: null,
    },
    ...{ simulated: false, startedAt: '2020-06-03T00:00:00.000Z', sealedAt: '2020-06-03T01:00:00.000Z' },
    tool: { name: 'seqwarden', version: '0.0.0-test' },
    run: { id: fact(id), flowCell: unknown },
    instrument: {
      vendor: fact('Illumina'),
      model: fact('NovaSeq 6000'),
      serial: fact('A00291'),
      mode: unknown,
    },
    software: {
      control: { name: fact('NovaSeq Control Software'), version: fact(version) },
      ...{ rta: unknown, universalCopyService: unknown, localRunManager: unknown },
    },
    completion: { state: 'complete', rule: null, markers: [] },
    baseCalls: { layout: 'cbcl', expected: 1, present: 1, missing: 0, unexpected: 0 },
    ...{ manifest: { files: 1, bytes: 1 }, special: [] },
    priorEvidence: { lists: 0, listed: 0, matched: 0, mismatched: 0, absent: 0, named: [] },
    ...more,
  };
}

function identityOf(index: number): string {
  return hash('sha256', `entry ${index}`, 'hex');
}

function entry(index: number, statement: AnyStatement | undefined): ReadEntry {
  return { index, file: Buffer.from(`entry ${index}`), envelope: undefined, statement };
}

function sealEntry(index: number, predicate: SealPredicate): ReadEntry {
  const { sealedAt } = predicate;
  return entry(index, {
    kind: 'seal',
    subject: 'ab'.repeat(32),
    statedAt: sealedAt,
    signers: ['seal'],
    topic: null,
    madeFor: null,
    predicate,
  });
}

function versions(readings: LogReadings): (string | null)[] {
  return readings.readings({ now: NOW }).map(({ software }) => software.control.version.value);
}

test('a seal is a reading of a run that need not be there any more', () => {
  const log = new LogReadings();
  log.take(sealEntry(3, seal({})), undefined);
  const [reading] = log.readings({ now: NOW });
  assert.deepEqual(reading?.source, {
    kind: 'run',
    runId: '200601_A00291_0001_X',
    folder: null,
    seal: identityOf(3),
  });
  assert.deepEqual(reading.at, { from: '2020-05-31T10:00:00.000Z', until: '2020-06-02T11:59:59.999Z' });
  assert.equal(reading.atFrom, 'RunInfo.xml#Run/@Id');
});

test('the zone that was stated for the instrument narrows the date', () => {
  const log = new LogReadings();
  log.take(sealEntry(0, seal({})), undefined);
  const zoneOf = ({ serial }: SealPredicate['instrument']) =>
    serial.value === 'A00291' ? 'Europe/Zurich' : undefined;
  assert.equal(log.readings({ now: NOW, zoneOf })[0]?.at?.from, '2020-05-31T22:00:00.000Z');
});

test('of a run that was sealed again the last seal counts', () => {
  const log = new LogReadings();
  log.take(sealEntry(0, seal({ version: '1.7.0' })), undefined);
  log.take(sealEntry(1, seal({ version: '1.7.5', generation: 2, previousSeal: identityOf(0) })), undefined);
  log.take(sealEntry(2, seal({ version: '1.8.0', generation: 3, previousSeal: identityOf(1) })), undefined);
  assert.deepEqual(versions(log), ['1.8.0']);
});

test('a seal that names the seal of another run as its own former one takes nothing away', () => {
  const log = new LogReadings();
  log.take(sealEntry(0, seal({ version: '1.7.0' })), undefined);
  const other = { version: '1.8.0', id: '200601_A00291_0002_Y', previousSeal: identityOf(0) };
  log.take(sealEntry(1, seal({ ...other, generation: 2 })), undefined);
  // Nor does one without an id, or one that is no later generation.
  const nameless = { id: fact(null), flowCell: fact(null) };
  log.take(
    sealEntry(2, seal({ version: '9', generation: 2, previousSeal: identityOf(0), run: nameless })),
    undefined,
  );
  log.take(sealEntry(3, seal({ version: '8', previousSeal: identityOf(0) })), undefined);
  assert.deepEqual(versions(log), ['1.7.0', '1.8.0', '9', '8']);
});

test('a chip of an iScan that was sealed again is one reading', () => {
  const log = new LogReadings();
  const run = { id: fact(null), flowCell: fact('204000000001') };
  log.take(sealEntry(0, seal({ run })), undefined);
  log.take(sealEntry(1, seal({ run, generation: 2, previousSeal: identityOf(0) })), undefined);
  assert.equal(versions(log).length, 1);
});

test('a seal that does not count says nothing, and replaces none', () => {
  const log = new LogReadings();
  log.take(sealEntry(0, seal({ version: '1.7.0' })), undefined);
  const revoked = new SeqwardenError('KEY_REVOKED', 'the record is signed by a key that had ended');
  log.take(sealEntry(1, seal({ version: '1.8.0', generation: 2, previousSeal: identityOf(0) })), revoked);
  assert.deepEqual(versions(log), ['1.7.0']);
});

test('a run that was disposed of counts; what was derived from runs, and other records, do not', () => {
  const log = new LogReadings();
  log.take(sealEntry(0, seal({})), undefined);
  log.take(sealEntry(1, seal({ kind: 'derived', derivedFrom: identityOf(0) })), undefined);
  log.take(entry(2, undefined), undefined);
  const statedAt = '2021-01-01T00:00:00.000Z';
  const disposed: AnyStatement = {
    ...{
      kind: 'disposed',
      subject: identityOf(0),
      statedAt,
      signers: ['person'],
      topic: null,
      madeFor: null,
    },
    predicate: {
      ...{ folder: 'ab'.repeat(32), source: true, destinations: [], reason: 'retention', statedAt },
      tool: { name: 'seqwarden', version: '0.0.0-test' },
    },
  };
  log.take(entry(3, disposed), undefined);
  assert.deepEqual(versions(log), ['1.7.5']);
});

test('a run id without a day at its head dates nothing', () => {
  const log = new LogReadings();
  log.take(sealEntry(0, seal({ id: 'NovaSeqX_WHGS' })), undefined);
  assert.deepEqual(log.readings({ now: NOW })[0]?.at, null);
});
