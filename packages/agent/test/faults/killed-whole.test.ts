import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileClass } from '@seqwarden/runfolder';
import { seeded } from '../support/random.ts';
import { scratch } from '../support/scratch.ts';
import { Round } from './support/round.ts';

/** How often an agent is killed; more by SEQWARDEN_KILLS. */
const KILLS = Number(process.env.SEQWARDEN_KILLS ?? 6);
const MODELS = ['miseq', 'nextseq-500', 'novaseq-6000', 'novaseq-x'];
/** Later than that a copy of so small a run has come to its end. */
const STEPS = { main: 120, worker: 120 };

test('wherever the agent is killed while it takes over a run that was over before, the next one ends what it began', async t => {
  const seed = Number(process.env.SEQWARDEN_SEED ?? Date.now() % 1_000_000);
  t.diagnostic(`SEQWARDEN_SEED=${seed}`);
  const random = seeded(seed);
  const base = scratch(t);
  for (let killed = 0, runs = 0; killed < KILLS; runs++) {
    const plan = {
      model: MODELS[runs % MODELS.length] ?? 'miseq',
      seed: runs,
      lanes: 1,
      tiles: 2,
      cycles: 4,
      clusters: 20,
    };
    const round = await Round.open(t, { plan, kinds: ['folder'], random, base });
    if (round === undefined) return;
    while (!round.instrument.isDone) round.instrument.work();
    const where = runs % 2 === 0 ? 'worker' : 'main';
    const moment = `${where} ${1 + random(STEPS[where])}`;
    try {
      const { signal } = await round.agent({ env: { SEQWARDEN_KILL_AT: moment } });
      if (signal === 'SIGKILL') {
        killed++;
        await round.requireNothingElse();
        await round.agent();
      }
      await round.requireWhole();
      requireFewReadings(round, signal === 'SIGKILL' ? 1 : 0);
    } catch (error) {
      throw new Error(`${JSON.stringify(plan)}, killed at ${moment}`, { cause: error });
    }
  }
});

/** Once, and once more for each death; what may be rewritten or appended once more before the seal. */
function requireFewReadings({ readings, instrument }: Round, kills: number): void {
  for (const path of instrument.paths) {
    const read = readings.filter(one => one.path === `${instrument.name}/${path}`);
    const bytes = read.reduce((sum, one) => sum + one.bytes, 0);
    const kind = fileClass(path);
    const most = (kind === 'append-only' || kind === 'rewritten' ? 2 : 1) + kills;
    assert.ok(
      bytes <= most * instrument.size(path),
      `${path} was read ${bytes / instrument.size(path)} times`,
    );
  }
}
