import assert from 'node:assert/strict';
import fs, {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { scratch } from '../../test/support/scratch.ts';
import type { Observation } from './observation.ts';
import { RunScan } from './run-scan.ts';

const B = 'Data/Intensities/BaseCalls/L001';

function setUp(t: TestContext) {
  const folder = scratch(t);
  const run = join(folder, 'run');
  mkdirSync(run);
  let now = 0;
  const scan = new RunScan(run, {
    clock: () => now,
    quietMs: 20,
    recentPolls: 2,
    sweepPolls: 8,
    restSweepPolls: 5,
  });
  return {
    folder,
    run,
    scan,
    put(path: string, content = 'x') {
      mkdirSync(dirname(join(run, path)), { recursive: true });
      writeFileSync(join(run, path), content);
    },
    /** One poll, `wait` milliseconds after the last; what was observed, a line each. */
    poll(wait = 10, full = false): string[] {
      now += wait;
      return Array.from(scan.poll(full), describe);
    },
  };
}

function describe(observation: Observation): string {
  if (observation.kind === 'back') return 'back';
  if (observation.kind === 'gone') return `gone ${observation.errno}`;
  const detail = observation.kind === 'trouble' ? ` ${observation.errno}` : '';
  return `${observation.kind} ${observation.path}${detail}`;
}

/** Changes a file so that its folder does not show it. */
function grow(path: string): void {
  appendFileSync(path, 'more');
}

test('files are observed when they come, change and go, and not otherwise', t => {
  const { run, put, poll } = setUp(t);
  put('RunInfo.xml');
  put(`${B}/C1.1/a.bcl`);
  assert.deepEqual(poll(), ['appeared RunInfo.xml', `appeared ${B}/C1.1/a.bcl`]);
  assert.deepEqual(poll(), []);
  put(`${B}/C1.1/b.bcl`);
  grow(join(run, 'RunInfo.xml'));
  assert.deepEqual(poll(), ['changed RunInfo.xml', `appeared ${B}/C1.1/b.bcl`]);
  unlinkSync(join(run, 'RunInfo.xml'));
  rmSync(join(run, B, 'C1.1'), { recursive: true });
  assert.deepEqual(poll(), ['vanished RunInfo.xml', `vanished ${B}/C1.1`]);
  assert.deepEqual(poll(), []);
});

test('attributes are those of the file, in nanoseconds', t => {
  const { run, put, scan } = setUp(t);
  put('a', 'four');
  utimesSync(join(run, 'a'), 1, 1.5);
  const { ctimeNs, ino } = statSync(join(run, 'a'), { bigint: true });
  const [observation] = scan.poll();
  assert.deepEqual(observation, {
    kind: 'appeared',
    path: 'a',
    attributes: { size: 4, mtimeNs: 1_500_000_000n, ctimeNs, ino },
  });
});

test('a file that is written over with its old size and time is seen by ctime', t => {
  const { run, put, poll } = setUp(t);
  put('a', 'one');
  utimesSync(join(run, 'a'), 1, 1);
  poll();
  put('a', 'two');
  utimesSync(join(run, 'a'), 1, 1);
  assert.deepEqual(poll(), ['changed a']);
});

test('a file that grows in a recent cycle is seen soon, in a past one by the sweep', t => {
  const { run, put, poll } = setUp(t);
  for (let cycle = 1; cycle <= 9; cycle++) put(`${B}/C${cycle}.1/a.bcl`);
  poll();
  poll(1000);
  grow(join(run, B, 'C9.1/a.bcl'));
  assert.deepEqual([...poll(1000), ...poll(1000)], [`changed ${B}/C9.1/a.bcl`], 'within recentPolls polls');
  grow(join(run, B, 'C1.1/a.bcl'));
  const seen = Array.from({ length: 8 }, () => poll(1000)).flat();
  assert.deepEqual(seen, [`changed ${B}/C1.1/a.bcl`], 'within sweepPolls polls');
});

test('a full poll finds at once what hints leave out', t => {
  const { run, put, poll } = setUp(t);
  for (let cycle = 1; cycle <= 9; cycle++) put(`${B}/C${cycle}.1/a.bcl`);
  poll();
  poll(1000);
  grow(join(run, B, 'C1.1/a.bcl'));
  put(`${B}/C2.1/late.bcl`);
  assert.deepEqual(poll(1000, true), [`changed ${B}/C1.1/a.bcl`, `appeared ${B}/C2.1/late.bcl`]);
});

test('a file that still grows keeps its folder watched, whatever the hints say', t => {
  const { run, put, poll } = setUp(t);
  for (let cycle = 1; cycle <= 9; cycle++) put(`${B}/C${cycle}.1/a.bcl`);
  poll();
  for (let round = 0; round < 5; round++) {
    grow(join(run, B, 'C1.1/a.bcl'));
    assert.deepEqual(poll(), [`changed ${B}/C1.1/a.bcl`]);
  }
});

test('however long the pause between polls, a folder is looked into until it was quiet for long enough', t => {
  const { put, poll, scan } = setUp(t);
  for (let cycle = 1; cycle <= 9; cycle++) put(`${B}/C${cycle}.1/a.bcl`);
  assert.equal(scan.lookedAt(''), undefined);
  poll(10);
  assert.equal(scan.lookedAt(`${B}/C1.1`), 10);
  poll(5);
  assert.equal(scan.lookedAt(`${B}/C1.1`), 15, 'not quiet yet');
  poll(5000);
  assert.equal(scan.lookedAt(`${B}/C1.1`), 5015, 'quiet, as this look has shown');
  poll(5000);
  assert.equal(scan.lookedAt(`${B}/C1.1`), 5015, 'so it need not be looked into again');
  assert.equal(scan.lookedAt(''), 10015);
});

test('links are named once and never followed, a Custody is no part of the run', t => {
  const { folder, run, put, poll } = setUp(t);
  mkdirSync(join(folder, 'outside'));
  writeFileSync(join(folder, 'outside', 'secret'), '');
  put('a');
  put('cUSTODY/SHA256SUMS');
  symlinkSync(join(folder, 'outside'), join(run, 'link'));
  assert.deepEqual(poll(), ['appeared a', 'special link']);
  assert.deepEqual(poll(), []);
});

test('a folder that becomes a link is lost, and what the link leads to is not seen', t => {
  const { folder, run, put, poll } = setUp(t);
  put('sub/a');
  poll();
  renameSync(join(run, 'sub'), join(folder, 'moved'));
  symlinkSync(join(folder, 'moved'), join(run, 'sub'));
  assert.deepEqual(poll(), ['special sub', 'vanished sub']);
});

test('names that are not UTF-8 are observed as bytes', t => {
  const { run, poll } = setUp(t);
  mkdirSync(Buffer.concat([Buffer.from(run), Buffer.from('/\xfe', 'latin1')]));
  writeFileSync(Buffer.concat([Buffer.from(run), Buffer.from('/\xfe/\xff', 'latin1')]), '');
  assert.deepEqual(poll(), ['appeared \xfe/\xff']);
});

test('a run that vanishes is one observation, and nothing in it is lost', t => {
  const { folder, run, put, poll } = setUp(t);
  for (let at = 0; at < 100; at++) put(`d${at}/f`);
  poll();
  renameSync(run, join(folder, 'away'));
  assert.deepEqual(poll(), ['gone ENOENT']);
  assert.deepEqual(poll(), []);
  mkdirSync(run);
  assert.deepEqual(poll(), ['gone ESTALE'], 'another folder, such as an empty mount point');
  rmSync(run, { recursive: true });
  renameSync(join(folder, 'away'), run);
  put('d5/g');
  assert.deepEqual(poll(), ['back', 'appeared d5/g']);
});

test('a run that vanishes in the middle of a poll is one observation', t => {
  const { folder, run, put, scan, poll } = setUp(t);
  for (let at = 0; at < 10; at++) put(`d${at}/f`);
  poll();
  for (let at = 0; at < 10; at++) put(`d${at}/g`);
  const seen: string[] = [];
  for (const observation of scan.poll()) {
    seen.push(describe(observation));
    if (seen.length > 1) continue;
    renameSync(run, join(folder, 'away'));
    rmSync(join(folder, 'away', 'd7'), { recursive: true });
  }
  assert.deepEqual(
    seen.filter(line => !line.startsWith('appeared')),
    ['gone ENOENT'],
  );
});

test('what cannot be looked at is said once, is there by name, and appears when it can', t => {
  const { put, poll, scan } = setUp(t);
  put('busy');
  put('open');
  const { lstatSync } = fs;
  const heal = () => {
    Object.assign(fs, { lstatSync });
    syncBuiltinESMExports();
  };
  t.after(heal);
  Object.assign(fs, {
    lstatSync: (path: string, options: fs.StatSyncOptions) => {
      if (path.endsWith('/busy')) throw Object.assign(new Error('held by its writer'), { code: 'EBUSY' });
      return lstatSync(path, options);
    },
  });
  syncBuiltinESMExports();
  assert.deepEqual(poll(), ['appeared open', 'trouble busy EBUSY']);
  assert.deepEqual([...scan.paths()], ['busy', 'open']);
  assert.deepEqual(poll(), []);
  heal();
  assert.deepEqual(poll(), ['appeared busy']);
});

test('the names of all files are at hand, as of the last look, and of none that is gone', t => {
  const { run, put, poll, scan } = setUp(t);
  put('RunInfo.xml');
  put(`${B}/C1.1/a.bcl`);
  put(`${B}/C1.1/b.bcl`);
  mkdirSync(join(run, 'empty'));
  assert.deepEqual([...scan.paths()], []);
  poll();
  unlinkSync(join(run, B, 'C1.1/a.bcl'));
  poll();
  assert.deepEqual([...scan.paths()].sort(), [`${B}/C1.1/b.bcl`, 'RunInfo.xml']);
});

test('folders without end are not followed without end', t => {
  const { run, put, poll } = setUp(t);
  put('a');
  const deep = Array.from({ length: 70 }, () => 'd').join('/');
  mkdirSync(join(run, deep), { recursive: true });
  const sixtyFive = Array.from({ length: 65 }, () => 'd').join('/');
  assert.deepEqual(poll(), ['appeared a', `trouble ${sixtyFive} ENAMETOOLONG`]);
  assert.deepEqual(poll(), []);
});

test('a run at rest is woken by folders that come anywhere, by what comes into its root, and by the sweep', t => {
  const { run, put, poll, scan } = setUp(t);
  put(`${B}/C1.1/a.bcl`);
  put(`${B}/C1.1/b.bcl`);
  poll();
  scan.rest();
  assert.deepEqual(poll(), []);
  grow(join(run, B, 'C1.1/a.bcl'));
  const seen = Array.from({ length: 5 }, () => poll()).flat();
  assert.deepEqual(seen, [`stirred ${B}/C1.1`, `appeared ${B}/C1.1/a.bcl`, `appeared ${B}/C1.1/b.bcl`]);
  assert.ok(!scan.resting);
  scan.rest();
  assert.deepEqual(Array.from({ length: 10 }, () => poll()).flat(), []);
  put('Analysis/1/x');
  assert.deepEqual(poll(), ['appeared Analysis/1/x']);
  assert.ok(!scan.resting);
  scan.rest();
  assert.deepEqual(poll(), []);
  put(`${B}/C2.1/a.bcl`);
  assert.deepEqual(poll(), [`appeared ${B}/C2.1/a.bcl`]);
});
