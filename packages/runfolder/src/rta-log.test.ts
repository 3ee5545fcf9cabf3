import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { memoryRun, runInfoXml } from '../test/memory-run.ts';
import { inspectRun } from './inspect-run.ts';
import { isRtaLog, lastRtaLogs } from './rta-log.ts';
import type { RunFolder } from './run-folder.ts';

const EXITED = '6/25/2014,02:49:01.645,RTA,Info,Application exited before completion\r\n';
const KIB = 1024;

/** A running NovaSeq 6000 with these files; every range that is read is noted. */
function novaSeq(more: Readonly<Record<string, string>>) {
  const files: Record<string, string> = { 'RunInfo.xml': runInfoXml({ instrument: 'A00001' }), ...more };
  const ranges: [BytePath, number, number][] = [];
  const run: RunFolder = {
    ...memoryRun(files),
    async readRange(path, offset, length) {
      ranges.push([path, offset, length]);
      return Buffer.from(files[path] ?? '').subarray(offset, offset + length);
    },
  };
  return { run, ranges };
}

async function ruleOf(more: Readonly<Record<string, string>>): Promise<string> {
  const { state, rule } = (await inspectRun(novaSeq(more).run)).completion;
  return `${state} ${rule}`;
}

test('a run whose log says that RTA exited before completion has failed', async () => {
  for (const path of [
    'RTALogs/20250102-0304_GlobalLog_00.tsv',
    'Data/RTALogs/20250102-0304_GlobalLog_00.txt',
    'Data/RTALogs/Log.txt',
  ]) {
    assert.equal(await ruleOf({ [path]: EXITED }), 'failed rta-exited-before-completion', path);
  }
});

test('a log that does not say so, or a file that is no log of RTA, leaves the run running', async () => {
  assert.equal(await ruleOf({ 'RTALogs/20250102-0304_GlobalLog_00.tsv': 'Exit' }), 'running no-end-marker');
  for (const path of ['Logs/GlobalLog_00.txt', 'RTALogs/notes.txt', 'RTALogs/old/Log.txt', 'Log.txt']) {
    assert.equal(isRtaLog(path), false, path);
    assert.equal(await ruleOf({ [path]: EXITED }), 'running no-end-marker', path);
  }
});

test('no log is read where an end marker stands', async () => {
  const { run, ranges } = novaSeq({ 'RTALogs/GlobalLog_00.tsv': EXITED, 'RTAComplete.txt': '' });
  assert.equal((await inspectRun(run)).completion.rule, 'awaits-copy-complete');
  assert.deepEqual(ranges, []);
});

test('of a log only the last 64 KiB are read', async () => {
  const path = 'RTALogs/GlobalLog_00.tsv';
  const { run, ranges } = novaSeq({ [path]: `${'x'.repeat(100 * KIB)}${EXITED}` });
  assert.equal((await inspectRun(run)).completion.state, 'failed');
  assert.deepEqual(ranges, [[path, 36 * KIB + EXITED.length, 64 * KIB]]);
  const buried = { [path]: `${EXITED}${'x'.repeat(64 * KIB)}` };
  assert.equal(await ruleOf(buried), 'running no-end-marker');
});

test('only a few logs are read, however many there are', async () => {
  const many = Array.from({ length: 2000 }, (_, at) => [`RTALogs/${at}Log.txt`, 'Exit']);
  const { run, ranges } = novaSeq(Object.fromEntries(many));
  assert.equal((await inspectRun(run)).completion.state, 'running');
  assert.equal(ranges.length, 6);
});

test('the last part of each log counts, and only those of the last start', () => {
  const last = lastRtaLogs(
    [
      '20250102-0304_GlobalLog_07.tsv',
      '20250103-0304_GlobalLog_9.tsv',
      '20250103-0304_GlobalLog_100.tsv',
      '20250103-0304_GlobalLog_10.tsv',
      '20250103-0304_WarningLog_00.tsv',
      '20250102-0304_FileCopyLog_00.tsv',
      'Log.txt',
    ].map(name => ({ path: `RTALogs/${name}`, size: 0 })),
  );
  assert.deepEqual(
    last.map(({ path }) => path),
    ['RTALogs/20250103-0304_GlobalLog_100.tsv', 'RTALogs/20250103-0304_WarningLog_00.tsv', 'RTALogs/Log.txt'],
  );
});

test('an exit before RTA was started again is no failure', async () => {
  const logs = {
    'RTALogs/20250102-0304_GlobalLog_00.tsv': EXITED,
    'RTALogs/20250102-0506_GlobalLog_00.tsv': 'cycle 2 called',
  };
  assert.equal(await ruleOf(logs), 'running no-end-marker');
});

test('a log that cannot be read is named, and the run is running as far as is known', async () => {
  const path = 'RTALogs/GlobalLog_00.tsv';
  const { run } = novaSeq({ [path]: EXITED });
  const readRange = async () => {
    throw new SeqwardenError('RUN_UNREADABLE', 'held', { path });
  };
  const found = await inspectRun({ ...run, readRange });
  assert.equal(found.completion.rule, 'no-end-marker');
  assert.deepEqual(
    found.warnings.filter(({ code }) => code === 'RTA_LOG_UNREADABLE'),
    [{ code: 'RTA_LOG_UNREADABLE', message: `${path} cannot be read` }],
  );
});
