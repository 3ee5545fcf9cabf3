import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { afterSeal } from './after-seal.ts';
import type { CopiedStep } from './seal-step.ts';

const refusal = { slot: 1, error: new SeqwardenError('CONFLICT', 'of the test', { path: 'x' }) };
const copied = (parts: Partial<CopiedStep>): CopiedStep => ({
  kind: 'copied',
  ...{ sealed: 1, files: 2, bytes: 3, refused: [], named: {}, isLogStopped: false },
  ...parts,
});
const alarms = [{ slot: 1, code: 'CONFLICT', path: 'x' }];

test('a run that one destination takes is sealed, and what another refuses is an alarm of that one', () => {
  const after = afterSeal('finishing', copied({ refused: [refusal] }));
  assert.deepEqual([after.event, after.sealed, after.alarms], ['sealed', { files: 2, bytes: 3 }, alarms]);
});

test('a run that all refuse is not sealed, and one that all failed at is tried again', () => {
  assert.deepEqual(afterSeal('finishing', copied({ sealed: 0, refused: [refusal] })), { alarms });
  assert.deepEqual(afterSeal('finishing', copied({ sealed: 0 })), { rests: true, event: 'differs' });
});

test('what is sealed stays so, whatever comes of the destinations that lack the seal', () => {
  assert.deepEqual(afterSeal('sealed', copied({})), {});
  assert.deepEqual(afterSeal('sealed', copied({ refused: [refusal] })), { alarms });
  assert.equal(afterSeal('sealed', { kind: 'cleared' }).rests, true);
  assert.equal(afterSeal('sealed', { kind: 'differs', files: new Map() }).rests, true);
  assert.equal(afterSeal('finishing', { kind: 'differs', files: new Map() }).rests, false);
  assert.equal(afterSeal('finishing', { kind: 'lost', path: 'x' }).alarms?.[0]?.code, 'WRITE_ONCE_CHANGED');
});

test('where the log takes nothing, it is not tried again for a while', () => {
  assert.deepEqual(afterSeal('sealed', copied({ isLogStopped: true })), { rests: true });
  const first = afterSeal('finishing', copied({ isLogStopped: true }));
  assert.deepEqual([first.rests, first.event], [true, 'sealed']);
});
