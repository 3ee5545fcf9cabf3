import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileAttributes } from '../scan/file-attributes.ts';
import { PendingFiles } from './pending-files.ts';

const PATH = 'Data/Intensities/BaseCalls/L001/C1.1/L001_1.cbcl';
const NOTHING = { file: () => undefined, *files() {} };

function attributes(size: number): FileAttributes {
  return { size, mtimeNs: 0n, ctimeNs: 0n, ino: 1n };
}

/** A file that is quiet from the beginning, at one destination; `planned` says whether it would be taken over at that time. */
function quietFile() {
  const pending = new PendingFiles(1, NOTHING, 1);
  pending.observe({ kind: 'appeared', path: PATH, attributes: attributes(5) }, 0, false);
  const planned = (now: number) => pending.plan(1, 0, () => now, now).files.length === 1;
  return { pending, planned };
}

test('a file that could not be read waits for longer each time, five minutes at the most', () => {
  const { pending, planned } = quietFile();
  assert.ok(planned(0));
  let now = 0;
  const pauses: number[] = [];
  for (let tries = 0; tries < 9; tries++) {
    const failedAt = now;
    pending.noteUnread(PATH, failedAt);
    assert.equal(pending.count, 1, 'it still waits, so the run is not sealed without it');
    while (!planned(now)) now += 1000;
    pauses.push((now - failedAt) / 1000);
  }
  assert.deepEqual(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
});

test('a file that could not be read and changed is tried at once', () => {
  const { pending, planned } = quietFile();
  pending.noteUnread(PATH, 0);
  assert.equal(planned(1), false);
  pending.observe({ kind: 'changed', path: PATH, attributes: attributes(6) }, 1, false);
  assert.ok(planned(1));
});
