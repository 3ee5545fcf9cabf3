import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import { untilDone, watched } from './watching.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 6, clusters: 20 };

function runIn({ journal }: ReturnType<typeof watched>) {
  const reader = journal();
  const [run] = [...(reader?.runs() ?? [])];
  reader?.close();
  return run;
}

test('a run with folders that cannot be looked at is not over, and says why, until they can', async t => {
  const here = watched(t);
  const { folder: run } = await simulateRun({ ...SMALL, out: here.root });
  const deep = Array.from({ length: 70 }, () => 'd').join('/');
  mkdirSync(join(run, deep), { recursive: true });
  const going = untilDone(here.agent, () => runIn(here)?.state === 'confirmed');
  await here.pause(200_000);
  assert.equal(runIn(here)?.reason, 'RUN_UNREADABLE');
  assert.equal(runIn(here)?.state, 'growing');
  rmSync(join(run, 'd'), { recursive: true });
  await going;
});
