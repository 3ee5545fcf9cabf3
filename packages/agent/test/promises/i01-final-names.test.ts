import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isMarker } from '@seqwarden/runfolder';
import { init } from '../../src/config/init.ts';
import { TEMPORARY } from '../../src/host/temporary-name.ts';
import { seeded } from '../support/random.ts';
import { MARKERS, manyFiles, type RunFiles, SMALL_RUN, writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { copy, trustIn, verify } from '../support/sealing.ts';
import { entries } from '../support/tree.ts';

/** So many copies to one destination are killed one after the other, each going on where the last one was stopped. */
const KILLS_IN_A_ROW = 5;
const DESTINATIONS = 5;
/** Runs to copy, and how often such a copy changes the file system, about, in each thread; what lies beyond is a copy that ends well. */
const RUNS: readonly [string, RunFiles, { main: number; worker: number }][] = [
  ['a run of few files', SMALL_RUN, { main: 75, worker: 16 }],
  ['folders that are published whole', { ...manyFiles(120), ...SMALL_RUN }, { main: 110, worker: 260 }],
];

const file = (name: string) => fileURLToPath(new URL(`../support/${name}`, import.meta.url));

for (const [which, files, steps] of RUNS)
  test(`I1: a final name never holds other bytes than the source, wherever a copy is killed: ${which}`, async t => {
    const seed = Number(process.env.SEQWARDEN_SEED ?? Date.now() % 1_000_000);
    t.diagnostic(`SEQWARDEN_SEED=${seed}`);
    const random = seeded(seed);
    const folder = scratch(t);
    const source = writeRun(join(folder, 'source'), 'RUN', files);
    const config = join(folder, 'config');
    const { signer } = init(config, 'test', new Date('2023-01-01T00:00:00.000Z'));
    const trust = trustIn([signer]);
    let killed = 0;

    const copyUntil = (moment: string, destination: string) => {
      mkdirSync(destination, { recursive: true });
      const child = spawnSync(
        process.execPath,
        ['--import', file('kill-at.ts'), file('copy-child.ts'), source, destination, config],
        // The cache spares each process the compiling; one that is killed adds nothing to it.
        {
          env: { ...process.env, SEQWARDEN_KILL_AT: moment, NODE_COMPILE_CACHE: join(folder, 'cache') },
          encoding: 'utf8',
        },
      );
      if (child.signal === 'SIGKILL') killed++;
      else assert.equal(child.status, 0, child.stderr);
    };
    copyUntil('never 0', join(folder, 'destination'));
    assert.equal(killed, 0);

    for (let round = 0; round < DESTINATIONS; round++) {
      const destination = join(folder, `destination-${round}`);
      const moments: string[] = [];
      for (let kill = 0; kill < KILLS_IN_A_ROW; kill++) {
        const thread = random(3) === 0 ? 'worker' : 'main';
        moments.push(`${thread} ${1 + random(steps[thread])}`);
        copyUntil(moments.at(-1) ?? '', destination);
        assertNothingHalf(join(destination, 'RUN'), files, `killed at ${moments.join(', then ')}`);
      }
      const last = await copy(source, destination, { signer: { ...signer, register: undefined }, trust });
      assert.notEqual(last.outcome, 'failed');
      const { verdict } = await verify(join(destination, 'RUN'), trust);
      assert.deepEqual([verdict.answer, verdict.codes], ['unchanged', []]);
      const left = entries(destination).filter(path => TEMPORARY.test(path.split('/').at(-1) ?? ''));
      assert.deepEqual(
        left.filter(path => path.startsWith('RUN/')),
        [],
      );
    }
    const copies = DESTINATIONS * KILLS_IN_A_ROW;
    t.diagnostic(`${killed} of ${copies} copies were killed`);
    // Most seeds kill two of three; the one that kills fewest must pass too.
    assert.ok(killed > copies / 6, `only ${killed} copies were killed`);
  });

/** No name but temporary ones for what is not whole; no Custody without all files; no marker without Custody. */
function assertNothingHalf(run: string, files: RunFiles, where: string): void {
  if (!existsSync(run)) return;
  const there = new Set(entries(run));
  for (const [path, content] of Object.entries(files))
    if (there.has(path))
      assert.deepEqual(readFileSync(join(run, path)), Buffer.from(content), `${path}, ${where}`);
  if (there.has('Custody')) {
    for (const path of Object.keys(files))
      assert.ok(there.has(path) || isMarker(path), `Custody without ${path}, ${where}`);
    assert.equal([...there].filter(path => path.startsWith('Custody/')).length, 4, where);
  }
  for (const marker of MARKERS)
    assert.ok(!there.has(marker) || there.has('Custody'), `${marker} before Custody, ${where}`);
}
