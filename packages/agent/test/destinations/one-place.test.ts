import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { copyRun } from '../../src/copy/copy-run.ts';
import { openBranches } from '../../src/copy/open-branches.ts';
import { requireApartOpened } from '../../src/copy/require-apart-opened.ts';
import type { DestinationSpec } from '../../src/destinations/destination.ts';
import { walk } from '../../src/engine/walk.ts';
import { closeRoot } from '../../src/host/held-tree.ts';
import { openRun } from '../../src/host/run-place.ts';
import { throwsWith } from '../support/assert-code.ts';
import { writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { SIGNER, TRUST } from '../support/sealing.ts';
import { serverOrSkip, specOf } from '../support/ssh-server.ts';

const COMMON = { signer: SIGNER, trust: TRUST, version: '0.0.0-test', now: () => new Date() };

/** What the destinations look like once they are open and the run was held against them. */
async function opened(t: TestContext, run: string, specs: readonly DestinationSpec[]) {
  const stack = new AsyncDisposableStack();
  t.after(() => stack.disposeAsync());
  const source = openRun(run);
  stack.defer(() => closeRoot(source.root));
  const branches = await openBranches(specs, source.name, undefined, stack);
  const ask = () => requireApartOpened(source, walk(source.root).folders, branches);
  return { ask, codes: () => branches.map(branch => branch.failures.map(({ code }) => code).join()) };
}

test('two names of one destination are one: the second is refused, and the first gets the run', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const there = join(folder, 'there');
  const link = join(folder, 'link');
  mkdirSync(there);
  symlinkSync(there, link);
  const here = { kind: 'folder' as const, path: there };
  const destinations = [here, specOf(server, there), { ...here, path: link }, specOf(server, link)];
  const { destinations: ended } = await copyRun({ ...COMMON, source, destinations });
  assert.deepEqual(
    ended.map(({ outcome, failures }) => [outcome, ...failures.map(({ code }) => code)]),
    [
      ['sealed'],
      ['failed', 'DESTINATION_UNUSABLE'],
      ['failed', 'DESTINATION_UNUSABLE'],
      ['failed', 'DESTINATION_UNUSABLE'],
    ],
  );
  const deliveries = join(there, '.seqwarden', 'deliveries');
  for (const seal of readdirSync(deliveries)) assert.equal(readdirSync(join(deliveries, seal)).length, 1);
});

test('a server that leads back to where the run lies is noticed, new or not; other destinations go on', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  const parent = join(folder, 'parent');
  const other = join(folder, 'other');
  mkdirSync(other);
  for (const round of ['new', 'known']) {
    const run = writeRun(parent, round);
    const { ask, codes } = await opened(t, run, [specOf(server, parent)]);
    throwsWith('DESTINATION_UNUSABLE', ask);
    assert.deepEqual(codes(), ['DESTINATION_UNUSABLE'], round);
    assert.equal(existsSync(join(run, 'Custody')), false);
  }
  const both = await opened(t, writeRun(parent, 'RUN'), [
    specOf(server, parent),
    { kind: 'folder', path: other },
  ]);
  both.ask();
  assert.deepEqual(both.codes(), ['DESTINATION_UNUSABLE', '']);
});

test('a server that leads into the run is noticed', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const run = writeRun(join(scratch(t), 'source'), 'RUN');
  for (const inner of [run, join(run, 'Data')]) {
    const { ask, codes } = await opened(t, run, [specOf(server, inner)]);
    throwsWith('DESTINATION_UNUSABLE', ask);
    assert.deepEqual(codes(), ['DESTINATION_UNUSABLE'], inner);
  }
});

test('a run of an archive may go to a folder above its own, to one below the archive, and to another archive', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const archive = join(scratch(t), 'archive');
  const run = writeRun(join(archive, 'project'), 'RUN');
  const below = join(archive, 'below');
  mkdirSync(below);
  const { ask, codes } = await opened(t, run, [specOf(server, archive), specOf(server, below)]);
  ask();
  assert.deepEqual(codes(), ['', '']);
});
