import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileSteps, filesOf } from '../test/files.ts';
import { MODELS, simulateRun } from './index.ts';

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-simulator-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('what is written is what was planned, each file with its simulated time', async t => {
  const options = { model: 'nextseq-550', clusters: 20, scenario: 'growing-interop' } as const;
  const run = await simulateRun({ ...options, out: scratch(t) });
  const planned = filesOf(options);
  const onDisk = readdirSync(run.folder, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  );
  assert.equal(onDisk.length, planned.size);
  assert.equal(run.files, planned.size);
  let bytes = 0;
  for (const [path, content] of planned) {
    assert.deepEqual(readFileSync(join(run.folder, path)), content, path);
    bytes += content.length;
  }
  assert.equal(run.bytes, bytes);
  for (const { path, at } of new Map(fileSteps(options).map(step => [step.path, step])).values()) {
    assert.ok(Math.abs(statSync(join(run.folder, path)).mtimeMs - at) < 1, path);
  }
});

test('a default run of every model stays under 10 MB', () => {
  for (const model of Object.keys(MODELS)) {
    const bytes = [...filesOf({ model }).values()].reduce((sum, content) => sum + content.length, 0);
    assert.ok(bytes < 10_000_000, `${model}: ${bytes} bytes`);
  }
});

test('a default run takes less than 2 seconds of work, also on the models with most files and most gzip', async t => {
  const out = scratch(t);
  for (const model of ['hiseq-2000', 'nextseq-550', 'novaseq-x']) {
    // processor time, because others may work on this machine too
    const before = process.cpuUsage();
    await simulateRun({ model, out });
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 2_000_000, `${model}: ${user + system} microseconds`);
  }
});

test('a folder of that name is never written into', async t => {
  const out = scratch(t);
  const options = { model: 'iscan', out, clusters: 10 };
  const { folder } = await simulateRun(options);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'somebody else has this name');
  await assert.rejects(simulateRun(options), { code: 'DESTINATION_UNUSABLE' });
  assert.equal(readFileSync(folder, 'utf8'), 'somebody else has this name');
});

test('an abort during the pause between two cycles ends the run there', async t => {
  const out = scratch(t);
  const reason = new Error('unplugged');
  const controller = new AbortController();
  const run = simulateRun({ model: 'miseq', out, clusters: 10, paceSeconds: 60, signal: controller.signal });
  setImmediate(() => controller.abort(reason));
  await assert.rejects(run, error => error === reason);
  const [folder = ''] = readdirSync(out);
  assert.ok(existsSync(join(out, folder, 'Data/Intensities/BaseCalls/L001/C1.1')));
  assert.ok(!existsSync(join(out, folder, 'Data/Intensities/BaseCalls/L001/C2.1')));
});

test('a pace is waited for after each cycle, when that cycle is written and the next one is not', async t => {
  const out = scratch(t);
  const calls = 'Data/Intensities/BaseCalls/L001';
  const pauses: { ms: number; cycles: string[] }[] = [];
  const pause = async (ms: number): Promise<void> => {
    const [folder = ''] = readdirSync(out);
    const cycles = readdirSync(join(out, folder, calls)).filter(name => /^C\d+\.1$/.test(name));
    pauses.push({ ms, cycles: cycles.sort() });
  };
  await simulateRun({ model: 'miseq', out, cycles: 3, clusters: 10, paceSeconds: 90, pause });
  assert.deepEqual(pauses, [
    { ms: 90_000, cycles: ['C1.1'] },
    { ms: 90_000, cycles: ['C1.1', 'C2.1'] },
    { ms: 90_000, cycles: ['C1.1', 'C2.1', 'C3.1'] },
  ]);
});

test('wrong options are refused before anything is written', async t => {
  const out = join(scratch(t), 'never-made');
  for (const options of [
    { model: 'gaii' },
    { model: 'toString' },
    { model: 'miseq', lanes: 2 },
    { model: 'miseq', tiles: 0 },
    { model: 'miseq', tiles: 1.5 },
    { model: 'miseq', cycles: Number.NaN },
    { model: 'miseq', clusters: -1 },
    { model: 'miseq', seed: -1 },
    { model: 'miseq', started: Date.UTC(1999) },
    { model: 'iscan', started: Number.NaN },
    { model: 'miseq', scenario: 'meltdown' },
    { model: 'miseq', paceSeconds: -1 },
    { model: 'miseq', paceSeconds: Number.NaN },
  ]) {
    await assert.rejects(simulateRun({ ...options, out }), { code: 'USAGE' }, JSON.stringify(options));
  }
  assert.ok(!existsSync(out));
});
