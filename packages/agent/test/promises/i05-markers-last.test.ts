import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { isMarker } from '@seqwarden/runfolder';
import { toolOrSkip } from '../../../../scripts/testing/needs.ts';
import { account, COMMAND, seqwarden } from '../support/command.ts';
import { MARKERS, SMALL_RUN, writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { trace } from '../support/strace.ts';

const CALLS = ['?link', 'linkat', '?rename', 'renameat', 'renameat2', 'fsync', 'fdatasync'];

test('I5: Custody/ before markers, markers last, each step flushed before the next', t => {
  if (toolOrSkip(t, 'strace') === undefined) return;
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const destination = join(folder, 'destination');
  mkdirSync(destination);
  const env = account(folder);
  assert.equal(seqwarden(['init'], env).status, 0);
  const calls = trace([...COMMAND, 'copy', source, '--to', destination], CALLS, join(folder, 'log'), env);

  const run = join(destination, 'RUN');
  const steps = calls
    .filter(call => !call.failed && call.paths[0]?.startsWith(destination))
    .map(({ name, paths }) => ({
      act: /sync/.test(name) ? 'flush' : 'name',
      from: paths[0] ?? '',
      to: paths[1] ?? '',
    }));
  const named = (path: string) => steps.findIndex(step => step.act === 'name' && step.to === join(run, path));
  const flushed = (path: string, from: number, to: number) =>
    steps.slice(from, to).some(step => step.act === 'flush' && step.from === path);
  const nameOf = (index: number) => steps[index]?.from ?? '';

  const custody = named('Custody');
  assert.notEqual(custody, -1, 'Custody gets its name');
  for (const path of Object.keys(SMALL_RUN).filter(path => !isMarker(path))) {
    const at = named(path);
    assert.ok(at >= 0 && at < custody, `${path} has its name before Custody`);
    assert.ok(flushed(nameOf(at), 0, at), `the bytes of ${path} are flushed before it has its name`);
    for (let up = dirname(join(run, path)); up.startsWith(destination); up = dirname(up))
      assert.ok(flushed(up, at, custody), `${up} is flushed after ${path} has its name, before Custody`);
  }
  for (const name of ['SHA256SUMS', 'SHA256SUMS.sig', 'seal.intoto.json', 'seal.sigstore.json'])
    assert.ok(
      flushed(join(nameOf(custody), name), 0, custody),
      `${name} is flushed before Custody has its name`,
    );
  assert.ok(flushed(nameOf(custody), 0, custody), 'so is the folder that becomes Custody');

  const markers = MARKERS.map(named);
  const [first = -1, second = -1] = markers;
  assert.ok(custody < first && first < second, 'markers come after Custody, as the instrument wrote them');
  assert.ok(flushed(run, custody, first), 'the name of Custody is flushed before any marker has its own');
  for (const at of markers)
    assert.ok(flushed(nameOf(at), 0, at), 'markers are flushed before they have their names');
  const later = steps.slice(second + 1).filter(step => step.act === 'name' && step.to.startsWith(run));
  assert.deepEqual(later, [], 'nothing in the run is named after the last marker');
  assert.ok(flushed(run, second, steps.length), 'the names of the markers are flushed');
});

test('I5: markers below Analysis come last too', async t => {
  if (toolOrSkip(t, 'strace') === undefined) return;
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN', {
    'Analysis/1/Data/Secondary_Analysis_Complete.txt': '',
    'Analysis/1/Data/z.txt': 'z',
    'RunParameters.xml': '<RunParameters/>',
    'CopyComplete.txt': '',
  });
  const destination = join(folder, 'destination');
  mkdirSync(destination);
  const env = account(folder);
  assert.equal(seqwarden(['init'], env).status, 0);
  const calls = trace([...COMMAND, 'copy', source, '--to', destination], CALLS, join(folder, 'log'), env);
  const names = calls.flatMap(({ failed, paths }) =>
    !failed && paths[1]?.startsWith(join(destination, 'RUN')) ? [paths[1].slice(destination.length + 5)] : [],
  );
  assert.deepEqual(names.slice(0, 2).toSorted(), ['Analysis/1/Data/z.txt', 'RunParameters.xml']);
  assert.deepEqual(names.slice(2), [
    'Custody',
    'Analysis/1/Data/Secondary_Analysis_Complete.txt',
    'CopyComplete.txt',
  ]);
});
