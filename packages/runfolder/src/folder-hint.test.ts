import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CycleFront } from './folder-hint.ts';

const B = 'Data/Intensities/BaseCalls';

function frontOf(...folders: string[]): CycleFront {
  const front = new CycleFront();
  for (const folder of folders) front.see(folder);
  return front;
}

test('the root, InterOp and logs may always get bytes', () => {
  const front = frontOf(`${B}/L001/C300.1`);
  for (const folder of ['', 'InterOp', 'interop', 'Logs', 'RTALogs', 'Data/RTALogs']) {
    assert.equal(front.hint(folder), 'current', folder);
  }
});

test('of cycle folders only the newest are recent, those of each lane and kind for themselves', () => {
  const front = frontOf(`${B}/L001/C300.1`, `${B}/L002/C10.1`, 'InterOp/C20.1', 'Thumbnail_Images/L001/C7.1');
  assert.deepEqual(
    [`${B}/L001/C300.1`, `${B}/L001/C296.1`, `${B}/L001/C295.1`, `${B}/L002/C6.1`, `${B}/L002/C5.1`].map(
      folder => front.hint(folder),
    ),
    ['recent', 'recent', 'past', 'recent', 'past'],
  );
  assert.equal(front.hint('InterOp/C15.1'), 'past');
  assert.equal(front.hint('InterOp/C16.1'), 'recent');
  assert.equal(front.hint('Thumbnail_Images/L001/C3.1'), 'recent');
  assert.equal(front.hint(`${B}/l001/c1.1`), 'past', 'in another letter case');
});

test('of what is not known only new names are expected', () => {
  const front = frontOf(`${B}/L001/C300.1`);
  for (const folder of [
    B,
    `${B}/L001`,
    'Data/Intensities/L001',
    'Config',
    'Analysis/1/Data',
    'C1.1',
    `${B}/L001/C01.1`,
  ]) {
    assert.equal(front.hint(folder), 'watched', folder);
  }
});

test('the order in which folders are seen does not count, and a front never goes back', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), cycles => {
      const folders = cycles.map(cycle => `${B}/L001/C${cycle}.1`);
      const [there, back] = [frontOf(...folders), frontOf(...folders.toReversed())];
      for (const folder of folders) assert.equal(there.hint(folder), back.hint(folder));
      assert.equal(there.hint(`${B}/L001/C${Math.max(...cycles)}.1`), 'recent');
    }),
  );
});
