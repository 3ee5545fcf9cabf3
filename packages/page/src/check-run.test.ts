import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../../../scripts/testing/needs.ts';
import { answerOf } from './answer.ts';
import { checkRun } from './check-run.ts';
import { DigestTable } from './digest-table.ts';
import type { GivenFile } from './given-file.ts';
import { readTrust } from './given-trust.ts';
import { makeReport } from './make-report.ts';

const VECTORS = join(ROOT, 'packages', 'proof', 'vectors');

function folder(path: string): Map<string, Buffer> {
  const names = globSync('**', { cwd: join(VECTORS, path) }).filter(name =>
    statSync(join(VECTORS, path, name)).isFile(),
  );
  return new Map(names.map(name => [name.replaceAll('\\', '/'), readFileSync(join(VECTORS, path, name))]));
}

function under(prefix: string, files: ReadonlyMap<string, Buffer>): [string, Buffer][] {
  return [...files].map(([path, bytes]) => [`${prefix}${path}`, bytes]);
}

const RUN = under('RUN/', folder('run'));
const ADDENDUM = [
  ...under('RUN/Custody/addenda/0001/', folder('addendum/0001')),
  ...under('RUN/', folder('addendum/run')),
];

async function judge(files: readonly (readonly [string, Buffer])[]) {
  const given: GivenFile[] = files.map(([path, bytes], id) => ({
    id,
    path,
    file: new Blob([new Uint8Array(bytes)]),
  }));
  const trust = await readTrust([new Blob([new Uint8Array(readFileSync(join(VECTORS, 'trust.json')))])]);
  const checked = await checkRun(given, trust, {
    digests: new DigestTable(),
    onProgress: () => {},
    signal: new AbortController().signal,
  });
  return { answer: answerOf(checked), report: makeReport(checked, trust), ...checked };
}

const without = (pattern: RegExp) => RUN.filter(([path]) => !pattern.test(path));

describe('a run that was given to the page', () => {
  it('is unchanged where all of it was given, under whatever name of its folder', async () => {
    assert.equal((await judge(RUN)).answer, 'unchanged');
    const renamed = RUN.map(([path, bytes]) => [path.replace('RUN/', 'any name/'), bytes] as const);
    assert.equal((await judge(renamed)).answer, 'unchanged');
  });

  it('is unchanged with what an addendum added and amended', async () => {
    const { answer, addenda, compared } = await judge([...RUN, ...ADDENDUM]);
    assert.equal(answer, 'unchanged');
    assert.equal(addenda.length, 1);
    assert.equal(compared?.listed, 5);
    const amended = ADDENDUM.map(
      ([path, bytes]) => [path, path.includes('/files/') ? Buffer.from('x') : bytes] as const,
    );
    assert.deepEqual((await judge([...RUN, ...amended])).verdict.codes, ['FILE_CHANGED']);
    assert.equal(
      (await judge([...RUN, ...ADDENDUM.filter(([path]) => !path.includes('/files/'))])).answer,
      'part',
    );
  });

  it('is judged in part where a file was not given, and that file is named', async () => {
    const { answer, report } = await judge(without(/RTAComplete/));
    assert.equal(answer, 'part');
    assert.deepEqual(report.notGiven, ['RTAComplete.txt']);
    assert.match(
      report.sentence,
      /^2 files are unchanged .*; 1 other file of the file list was not looked at\.$/,
    );
  });

  it('is not judged at all where only its seal was given', async () => {
    const { answer, report } = await judge(RUN.filter(([path]) => path.includes('Custody')));
    assert.equal(answer, 'seal');
    assert.deepEqual([report.notGiven, report.differences], [[], []]);
  });

  it('may come in folders and files of which the place in the run is to be found', async () => {
    const pieces = RUN.map(
      ([path, bytes]) => [path.replace(/^RUN\//, '').replace(/^Data\/Intensities\//, ''), bytes] as const,
    );
    assert.equal((await judge(pieces)).answer, 'unchanged');
    const apart = RUN.map(([path, bytes]) => [path.replace('RUN/Custody', 'Custody'), bytes] as const);
    assert.equal((await judge(apart)).answer, 'unchanged');
  });

  it('has no seal by a folder Custody that lies deeper in it', async () => {
    const planted = RUN.map(([path, bytes]) => [path.replace('RUN/', 'RUN/Data/'), bytes] as const);
    assert.deepEqual((await judge(planted)).verdict.codes, ['UNSIGNED']);
  });

  it('is not called altered for a name that the browser could not spell', async () => {
    const { answer, verdict } = await judge([...RUN, ['RUN/bad\ufffdname', Buffer.from('x')]]);
    assert.equal(answer, 'cannot_tell');
    assert.deepEqual(verdict.codes, ['ENTRY_UNREADABLE']);
  });

  it('is refused where its seal is not whole, or where there are two', async () => {
    const loose = RUN.filter(([path]) => path.includes('Custody')).map(
      ([path, bytes]) => [path.replace(/.*\//, ''), bytes] as const,
    );
    await assert.rejects(judge(loose.slice(1)), { code: 'USAGE' });
    await assert.rejects(
      judge([...RUN, ...loose.map(([path, bytes]) => [`Custody/${path}`, bytes] as const)]),
      { code: 'USAGE' },
    );
  });
});
