import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileClass } from '@seqwarden/runfolder';
import { MODELS, type PlanOptions } from '@seqwarden/simulator';
import { seeded } from '../support/random.ts';
import { scratch } from '../support/scratch.ts';
import type { Kind } from './support/places.ts';
import { Round } from './support/round.ts';

/** How often the agent is killed in all; more by SEQWARDEN_KILLS. */
const KILLS = Number(process.env.SEQWARDEN_KILLS ?? 10);
/** Of each layout and of each kind of end one; where there is time, all that there are. */
const FEW = ['miseq', 'nextseq-500', 'hiseq-3000', 'novaseq-6000', 'iscan', 'novaseq-x', 'iseq-100'];
const MODELS_HERE = KILLS < 100 ? FEW : Object.keys(MODELS);
const SCENARIOS = ['complete', 'growing-interop', 'rewritten-xml', 'ended-early'];
const PLACES: readonly (readonly Kind[])[] = [
  ['folder', 's3', 'sftp'],
  ['sftp', 'folder'],
  ['s3', 'folder'],
];

test('wherever the agent is killed while a run grows, the next one ends what it began, at a folder, an S3 store and an SFTP server', async t => {
  const seed = Number(process.env.SEQWARDEN_SEED ?? Date.now() % 1_000_000);
  t.diagnostic(`SEQWARDEN_SEED=${seed}`);
  const random = seeded(seed);
  const base = scratch(t);
  // So many steps an agent takes at most, by its destinations; found out on the way.
  const most = PLACES.map(kinds => ({ main: 300 * kinds.length, worker: 20 }));
  const times = new TimesRead();
  let killed = 0;
  let runs = 0;
  for (; killed < KILLS || runs < MODELS_HERE.length; runs++) {
    const plan = planOf(runs);
    const at = runs % PLACES.length;
    const steps = most[at] ?? { main: 300, worker: 20 };
    const round = await Round.open(t, { plan, kinds: PLACES[at] ?? [], random, base });
    if (round === undefined) return;
    const moments: string[] = [];
    let kills = 0;
    try {
      // Half of the runs meet one kill, the others up to five in a row.
      for (let left = runs % 2 === 0 ? 1 : 1 + random(5); left > 0; left--) {
        const where = random(6) === 0 ? 'worker' : 'main';
        const moment = 1 + random(steps[where]);
        moments.push(`${where} ${moment}`);
        const { signal } = await round.agent({ env: { SEQWARDEN_KILL_AT: `${where} ${moment}` } });
        if (signal !== 'SIGKILL') {
          if (kills === 0) steps[where] = Math.max(10, moment);
          break;
        }
        kills++;
        await round.requireNothingElse();
        // Nobody watches, and the instrument goes on.
        round.instrument.work();
      }
      await round.agent();
      await round.requireWhole();
      times.add(round, kills);
    } catch (error) {
      throw new Error(`${JSON.stringify(plan)}, killed at ${moments.join(', ')}`, { cause: error });
    }
    killed += kills;
  }
  t.diagnostic(`${killed} kills of agents on ${runs} runs of ${MODELS_HERE.length} models`);
  for (const line of times.lines()) t.diagnostic(line);
});

function planOf(number: number): PlanOptions {
  const model = MODELS_HERE[number % MODELS_HERE.length] ?? 'miseq';
  const seed = number + 1;
  if (model === 'iscan') return { model, seed, tiles: 3, clusters: 50 };
  const scenario = SCENARIOS[Math.floor(number / MODELS_HERE.length) % SCENARIOS.length] ?? 'complete';
  return { model, seed, scenario, lanes: 1, tiles: 1, cycles: 4, clusters: 20 };
}

/**
 * How often files of the source were read, over all agents that worked on a run: bytes read, by the size of its largest state. Not among them: what
 * is read to learn what a run is and whether it is over, which is a few small files and the heads of others.
 */
class TimesRead {
  readonly #most = new Map<string, { times: number; twice: number; files: number }>();

  add(round: Round, kills: number): void {
    const bytes = new Map<string, number>();
    for (const reading of round.readings)
      bytes.set(reading.path, (bytes.get(reading.path) ?? 0) + reading.bytes);
    for (const path of round.instrument.paths) {
      const size = round.instrument.size(path);
      if (size === 0) continue;
      const times = (bytes.get(`${round.instrument.name}/${path}`) ?? 0) / size;
      const kind = fileClass(path);
      const isFinal = kind === 'write-once' || kind === 'other';
      // Written once: once, and once more for each death. Others: each time that it was written, and before the seal.
      const most = (isFinal ? 1 : round.instrument.writesOf(path) + 1) + kills;
      assert.ok(times <= most, `${path} was read ${times} times, over ${kills} kills`);
      this.#note(`${isFinal ? 'written once' : kind}, ${kills <= 1 ? kills : 'several'} kills`, times);
    }
  }

  #note(what: string, times: number): void {
    const known = this.#most.get(what) ?? { times: 0, twice: 0, files: 0 };
    known.files++;
    if (times > 2) known.twice++;
    known.times = Math.max(known.times, times);
    this.#most.set(what, known);
  }

  *lines(): Generator<string> {
    for (const [what, { times, twice, files }] of [...this.#most].sort())
      yield `${what}: ${files} files, read ${times.toFixed(2)} times at the most, ${twice} more than twice`;
  }
}
