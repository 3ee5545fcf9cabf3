import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { State } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import type { ObservationPredicate } from '@seqwarden/proof/acts';
import { softwareOf } from './software-of.ts';

const INSTALLED = { vendor: 'Illumina', model: null, serial: 'A1', id: 'main' };
const RECORD = {
  ...{ log: 'a'.repeat(32), index: 1, identity: 'b'.repeat(64), signer: 'c'.repeat(64) },
  statedAt: '2023-05-01T00:00:00.000Z',
};
type Reading = ObservationPredicate['readings'][number];
const read = (component: Reading['component'], name: string | null, version: string) => ({
  record: RECORD,
  reading: { component, name, version, at: null, run: null },
});
const nothing = { cases: [], items: [], notices: [], incidents: [], persons: [], uncounted: [] };
const state: State = {
  ...nothing,
  installations: [
    {
      installed: INSTALLED,
      facts: [],
      readings: [
        read('control', 'NovaSeq Control Software', '1.8.0'),
        read('other', 'Some Program', '5.0'),
        read('universal-copy-service', null, '2.7.2'),
      ],
    },
  ],
};
const of = (...options: string[]) => softwareOf(options, INSTALLED, { state });

test('a program is the one that was read, however it is spelled', () => {
  const control = { component: 'control', name: 'NovaSeq Control Software', before: '1.8.0', after: '1.8.1' };
  for (const name of [
    'control',
    'Control Software',
    'novaseq control software',
    'NovaSeq 6000 Control Software',
  ])
    assert.deepEqual(of(`${name}=..1.8.1`), [control], name);
  const service = { component: 'universal-copy-service', name: null, before: '2.7.2', after: '2.7.3' };
  for (const name of ['ucs', 'UCS', 'Universal Copy Service', 'universal-copy-service'])
    assert.deepEqual(of(`${name}=..2.7.3`), [service], name);
  assert.deepEqual(of('SOME PROGRAM=..5.1'), [
    { component: 'other', name: 'Some Program', before: '5.0', after: '5.1' },
  ]);
});

test('one that nobody read is called as it was typed', () => {
  assert.deepEqual(of('MinKNOW=1..2'), [{ component: 'other', name: 'MinKNOW', before: '1', after: '2' }]);
});

test('one program under two names is named twice', () => {
  assert.throws(
    () => of('ucs=..2.7.3', 'Universal Copy Service=..2.7.4'),
    error => error instanceof SeqwardenError && error.code === 'USAGE',
  );
});
