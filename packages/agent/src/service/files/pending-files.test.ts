import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileRecord } from '../../journal/records.ts';
import type { FileAttributes } from '../../scan/file-attributes.ts';
import { PendingFiles } from './pending-files.ts';
import type { FileToTake } from './take-over.ts';

const PATH = 'Data/Intensities/BaseCalls/L001/C1.1/L001_1.cbcl';
const NOTHING = { file: () => undefined, *filesBelow() {} };

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

/** A run of small files in folders of a hundred, all seen at once, at one destination. */
function manyFiles(folders: number) {
  const known = new Map<string, FileRecord>();
  const journal = {
    file: (_: number, path: string) => known.get(path),
    *filesBelow(_: number, folder: string) {
      for (const [path, record] of known) if (path.startsWith(`${folder}/`)) yield record;
    },
  };
  const pending = new PendingFiles(1, journal, 1);
  const calls = 'Data/Intensities/BaseCalls/L001';
  for (let cycle = 1; cycle <= folders; cycle++)
    for (let tile = 1101; tile <= 1200; tile++) see(`${calls}/C${cycle}.1/s_1_${tile}.bcl`, 16);
  function see(path: string, size: number, kind: 'appeared' | 'changed' = 'appeared', at = 0) {
    return pending.observe({ kind, path, attributes: attributes(size) }, at, false);
  }
  const plan = (now = 1) => pending.plan(1, 1, () => now, now);
  const takeOver = ({ path, size }: FileToTake) =>
    known.set(path, {
      ...{ path, attributes: attributes(size), sha256: Buffer.alloc(32), class: 'write-once', held: 1 },
    });
  return { pending, calls, see, plan, takeOver };
}

test('of many files some are planned at a time, each once, until all are where they belong', () => {
  const { pending, plan, takeOver } = manyFiles(100);
  const taken = new Set<string>();
  for (let files = plan().files; files.length > 0; files = plan().files) {
    assert.ok(files.length <= 2100, `${files.length} at a time`);
    for (const file of files) {
      assert.ok(!taken.has(file.path));
      taken.add(file.path);
      assert.deepEqual([file.size, file.action], [16, { kind: 'copy', to: 1 }]);
      takeOver(file);
    }
  }
  assert.equal(taken.size, 10_000);
  assert.equal(pending.count, 0);
});

test('a large file is planned beside the small ones, wherever it was found', () => {
  const { see, plan } = manyFiles(100);
  see('Data/large', 1 << 30);
  assert.ok(plan().files.some(({ path }) => path === 'Data/large'));
});

test('what changes while it waits is planned as it looks then, when it is quiet', () => {
  const { calls, pending, see, plan } = manyFiles(1);
  const path = `${calls}/C1.1/s_1_1101.bcl`;
  see(path, 17, 'changed', 1);
  assert.equal(pending.count, 100);
  assert.equal(plan(1).files.length, 99);
  const later = plan(2).files;
  assert.equal(later.length, 100);
  assert.equal(later.find(file => file.path === path)?.size, 17);
});

test('what vanishes while it waits waits no more, be it a file or a folder', () => {
  const { calls, pending, plan } = manyFiles(3);
  const vanished = (path: string, what: 'file' | 'folder') =>
    pending.observe({ kind: 'vanished', path, what }, 1, false);
  assert.equal(vanished(`${calls}/C1.1/s_1_1101.bcl`, 'file'), 'changed');
  assert.equal(vanished(`${calls}/C2.1`, 'folder'), 'changed');
  assert.equal(pending.count, 199);
  assert.equal(plan().files.length, 199);
});

test('a folder vanishes in which a write-once file is on record: an alarm', () => {
  const { calls, pending, plan, takeOver } = manyFiles(2);
  const [first] = plan().files;
  assert.ok(first);
  takeOver(first);
  const gone = { kind: 'vanished', path: `${calls}/C1.1`, what: 'folder' } as const;
  assert.deepEqual(pending.observe(gone, 2, false), { alarm: 'WRITE_ONCE_CHANGED', path: first.path });
  const other = { ...gone, path: `${calls}/C2.1` };
  assert.equal(pending.observe(other, 2, false), 'changed');
});

test('a write-once file that has another size than on record is an alarm, however many files wait', () => {
  const { see, plan, takeOver } = manyFiles(100);
  const [first] = plan().files;
  assert.ok(first);
  takeOver(first);
  see(first.path, 15, 'changed', 2);
  assert.deepEqual(plan(3).alarm, { code: 'WRITE_ONCE_CHANGED', path: first.path });
});

test('while no destination can be reached nothing is planned, and all goes on waiting', () => {
  const { pending } = manyFiles(2);
  assert.deepEqual(
    pending.plan(0, 1, () => 1, 1),
    { files: [], alarm: undefined },
  );
  assert.equal(pending.count, 200);
});

test('of a sealed run only the markers that lay there when it was first looked at are none that came late', () => {
  const pending = new PendingFiles(1, NOTHING, 1);
  const see = (path: string, isFirstLook: boolean) =>
    pending.observe({ kind: 'appeared', path, attributes: attributes(0) }, 0, true, isFirstLook);
  assert.deepEqual([see('RTAComplete.txt', true), see('RTAComplete.txt', false)], ['nothing', 'changed']);
  assert.equal(see('Analysis/1/CopyComplete.txt', true), 'changed');
});
