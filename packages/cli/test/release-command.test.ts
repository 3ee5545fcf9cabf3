import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { openJournal } from '../../agent/src/journal/open-journal.ts';
import { World } from './world.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');

/** An agent's journal with a run in each of its roots that was set aside; `release` is the command with its configuration. */
function scene(t: TestContext, runs: readonly (readonly [root: string, name: string])[]) {
  const world = new World(t);
  const config = world.at('agent.toml');
  writeFileSync(
    config,
    `version = 1\nstate = "${world.at('agent')}"\n[root.lab]\npath = "${world.at('landing')}"\ndestinations = ["archive"]\n[destination.archive]\nto = "${world.at('archive')}"\n`,
  );
  const { journal } = openJournal(world.at('agent'), NOW);
  for (const [root, name] of runs) {
    mkdirSync(world.at(root), { recursive: true });
    const { id } = journal.noteRun(world.at(root), { name, dev: 1n, ino: 1n }, NOW);
    journal.setState(id, 'quarantined', NOW, 'CONFLICT');
  }
  journal.close();
  const release = async (wanted: string) => {
    const { code, err } = await world.seqwarden('release', wanted, '--config', config);
    return [code, /\[(\w+)\]/.exec(err)?.[1]];
  };
  return { world, release };
}

test('a run is released by its name, or by its path, also through a link', async t => {
  const { world, release } = scene(t, [['landing', 'RUN']]);
  symlinkSync(world.at('landing'), world.at('link'));
  for (const wanted of [
    'RUN',
    world.at('landing', 'RUN'),
    `${world.at('landing', 'RUN')}/`,
    world.at('link', 'RUN'),
  ])
    assert.deepEqual(await release(wanted), [0, undefined], wanted);
});

test('a path releases the run that lies there and no other of its name', async t => {
  const { world, release } = scene(t, [['landing', 'RUN']]);
  mkdirSync(world.at('elsewhere', 'RUN'), { recursive: true });
  for (const wanted of ['/wrong/place/RUN', world.at('elsewhere', 'RUN'), './RUN'])
    assert.deepEqual(await release(wanted), [2, 'UNKNOWN_RUN'], wanted);
});

test('a run that the agent does not know is not said to be a wrong path', async t => {
  const { release } = scene(t, [['landing', 'RUN']]);
  assert.deepEqual(await release('NONE'), [2, 'UNKNOWN_RUN']);
});

test('where several roots have a run of this name, only a path tells which is meant', async t => {
  const { world, release } = scene(t, [
    ['landing', 'RUN'],
    ['other', 'RUN'],
  ]);
  assert.deepEqual(await release('RUN'), [2, 'USAGE']);
  assert.deepEqual(await release(world.at('other', 'RUN')), [0, undefined]);
});

test('a root that is itself a run is released by its path, and as status shows it', async t => {
  const { world, release } = scene(t, [['landing', '']]);
  for (const wanted of [world.at('landing'), '.']) assert.deepEqual(await release(wanted), [0, undefined]);
});
