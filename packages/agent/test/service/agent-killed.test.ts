import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { simulateRun } from '@seqwarden/simulator';
import { init } from '../../src/config/init.ts';
import { readJournal } from '../../src/journal/open-journal.ts';
import { seeded } from '../support/random.ts';
import { scratch } from '../support/scratch.ts';
import { copy, trustIn, verify } from '../support/sealing.ts';

/** How often the agent is killed in all; more by SEQWARDEN_KILLS. */
const KILLS = Number(process.env.SEQWARDEN_KILLS ?? 20);
/** So many kills befall one run before the agent is left alone. */
const IN_A_ROW = 4;
/** An undisturbed agent changes the file system about so often for this run. */
const STEPS = 650;

const file = (name: string) => fileURLToPath(new URL(`../support/${name}`, import.meta.url));

function contents(run: string): Map<string, string> {
  const files = readdirSync(run, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const paths = files.map(entry => join(entry.parentPath, entry.name).slice(run.length + 1)).sort();
  const wanted = paths.filter(path => !path.startsWith('Custody/') || path === 'Custody/SHA256SUMS');
  return new Map(wanted.map(path => [path, readFileSync(join(run, path), 'latin1')]));
}

test('wherever the agent is killed, the next one ends what it began: the same bytes, one seal, both copies confirmed', async t => {
  const seed = Number(process.env.SEQWARDEN_SEED ?? Date.now() % 1_000_000);
  t.diagnostic(`SEQWARDEN_SEED=${seed}`);
  const random = seeded(seed);
  const base = scratch(t);
  const config = join(base, 'config');
  const { signer } = init(config, 'test', new Date('2023-01-01T00:00:00.000Z'));
  let killed = 0;
  for (let round = 0; killed < KILLS && round < KILLS; round++) {
    const folder = join(base, `round-${round}`);
    for (const name of ['landing', 'a', 'b']) mkdirSync(join(folder, name), { recursive: true });
    const run = await simulateRun({
      model: 'miseq',
      out: join(folder, 'landing'),
      lanes: 1,
      tiles: 1,
      cycles: 6,
      clusters: 20,
    });
    const start = (moment: string) =>
      spawnSync(process.execPath, ['--import', file('kill-at.ts'), file('agent-child.ts'), folder, config], {
        env: { ...process.env, SEQWARDEN_KILL_AT: moment, NODE_COMPILE_CACHE: join(base, 'cache') },
        encoding: 'utf8',
      });
    const moments: string[] = [];
    for (let turn = 0; turn < IN_A_ROW; turn++) {
      const moment = `main ${1 + random(STEPS)}`;
      moments.push(moment);
      if (start(moment).signal !== 'SIGKILL') break;
      killed++;
    }
    const last = start('never 0');
    const said = `${moments.join(', ')}\n${last.stdout}${last.stderr}`;
    assert.equal(last.status, 0, said);
    const reader = readJournal(join(folder, 'state'));
    const [record] = [...(reader?.runs() ?? [])];
    reader?.close();
    assert.equal(record?.state, 'confirmed', said);
    const name = basename(run.folder);
    await copy(run.folder, join(folder, 'undisturbed'));
    const expected = contents(join(folder, 'undisturbed', name));
    for (const place of ['a', 'b']) {
      assert.deepEqual(contents(join(folder, place, name)), expected, said);
      assert.equal((await verify(join(folder, place, name), trustIn([signer]))).verdict.exit, 0, said);
    }
    const [a, b] = ['a', 'b'].map(place =>
      readFileSync(join(folder, place, name, 'Custody/seal.intoto.json')),
    );
    assert.deepEqual(a, b, said);
  }
});
