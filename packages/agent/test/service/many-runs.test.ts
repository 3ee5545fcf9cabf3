import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import { untilDone, watched } from './watching.ts';

test('hundreds of tiny runs have a bag each in a few turns, and a real one among them does not wait for them', async t => {
  const { root, folder, agent, events } = watched(t, ['a']);
  for (let number = 0; number < 300; number++) {
    const run = join(root, `TINY${number}`);
    mkdirSync(run);
    writeFileSync(join(run, 'RunInfo.xml'), '<RunInfo/>');
  }
  await simulateRun({ model: 'miseq', lanes: 1, tiles: 1, cycles: 4, clusters: 20, out: root });
  let turns = 0;
  const counted: typeof agent = (signal, more) =>
    agent(signal, {
      ...more,
      onTurn: view => {
        turns++;
        more?.onTurn?.(view);
      },
    });
  const arrived = () => readdirSync(join(folder, 'a')).length;
  await untilDone(counted, () => events.some(({ event }) => event === 'confirmed') && arrived() > 300, 4000);
  assert.ok(turns < 290, `${turns} turns`);
});
