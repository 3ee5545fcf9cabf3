import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sighting } from './compare-checkpoint.ts';
import { decideOpening } from './decide-opening.ts';

const at = (label: string, sighting: Sighting) => ({ label, sighting });
const known = at('a', { kind: 'known' });
const nothing = at('b', { kind: 'nothing' });
const stranger = at('c', { kind: 'not ours', code: 'NOTE_MALFORMED' });
const away = at('d', { kind: 'unreachable', code: 'DESTINATION_DOWN' });
const ahead = at('e', { kind: 'ahead' });
const further = at('f', { kind: 'ahead' });
const other = at('g', { kind: 'another history' });

test('a log goes on where nothing speaks against it, and names what it could not judge', () => {
  assert.deepEqual(decideOpening([]), { action: 'go on', remarks: [] });
  assert.deepEqual(decideOpening([known, nothing]), { action: 'go on', remarks: [] });
  assert.deepEqual(decideOpening([stranger, known, away]), {
    action: 'go on',
    remarks: [
      { label: 'c', code: 'NOTE_MALFORMED' },
      { label: 'd', code: 'DESTINATION_DOWN' },
    ],
  });
});

test('a later state closes it, another history before that', () => {
  assert.deepEqual(decideOpening([known, ahead, away]), {
    action: 'refuse',
    code: 'LOG_BEHIND',
    label: 'e',
  });
  assert.deepEqual(decideOpening([ahead, further, other]), {
    action: 'refuse',
    code: 'LOG_FORKED',
    label: 'g',
  });
});
