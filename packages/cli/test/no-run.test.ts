import assert from 'node:assert/strict';
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

keepWorkers({ after, mock });

describe('a folder that is no run', () => {
  const world = new World({ after });
  const root = world.at('runs');
  let names: readonly string[] = [];
  before(async () => {
    assert.equal((await world.seqwarden('init', ...world.passphrase())).code, 0);
    names = [basename(await world.simulated('1')), basename(await world.simulated('2'))].sort();
  });

  const refused = async (...argv: string[]): Promise<string> => {
    const { code, err } = await world.seqwarden(...argv);
    assert.deepEqual([code, /\[RUN_NOT_FOUND\]/.test(err)], [2, true], `${argv.join(' ')}\n${err}`);
    return err;
  };

  it('is told with the runs that it holds, and that one of them is to be named', async () => {
    for (const argv of [
      ['inspect'],
      ['verify'],
      ['seal', '--addendum'],
      ['copy', '--to', world.at('archive')],
    ]) {
      const [command = '', ...more] = argv;
      const err = await refused(command, root, ...more);
      assert.match(
        err,
        new RegExp(`runs is no run; it holds 2 folders that are: ${names.join(', ')}; name one of`),
      );
    }
    assert.match(await refused('copy', root, '--to', world.at('archive')), /or this folder with --watch/);
  });

  it('is told also where one run alone is in it', async () => {
    const one = world.at('one');
    cpSync(join(root, names[0] ?? ''), join(one, names[0] ?? ''), { recursive: true });
    assert.match(await refused('verify', one), /one is no run; it holds 1 folder that is one: /);
  });

  it('that holds seals is named by --custody', async () => {
    const { code, err } = await world.seqwarden('seal', root, '--custody', world.at('seals'));
    assert.equal(code, 0, err);
    const held = `seals is no run; it holds 2 seals that \`seal --custody\` put there: ${names.join(', ')}; `;
    const verified = await refused('verify', world.at('seals'));
    assert.ok(verified.includes(`${held}name the run, and this folder with --custody`), verified);
    for (const argv of [['inspect'], ['seal'], ['copy', '--to', world.at('archive')]]) {
      const [command = '', ...more] = argv;
      const said = await refused(command, world.at('seals'), ...more);
      assert.ok(said.includes(held), said);
    }
  });

  it('is our own at a destination', async () => {
    await world.seqwarden('copy', join(root, names[0] ?? ''), '--to', world.at('archive'));
    for (const folder of [world.at('archive', '.seqwarden'), world.at('archive', '.seqwarden', 'log')])
      for (const command of ['inspect', 'verify', 'seal'])
        assert.match(await refused(command, folder), /is no run; it lies in a folder of Seqwarden's own/);
  });

  it('is taken for what it is where it is something else', async () => {
    const output = world.at('fastq');
    mkdirSync(join(output, 'Reports'), { recursive: true });
    writeFileSync(join(output, 'Reports', 'RunInfo.xml'), '<RunInfo/>');
    writeFileSync(join(output, 'a.fastq.gz'), 'reads');
    const unsigned = await world.seqwarden('verify', output);
    assert.deepEqual([unsigned.code, /\[UNSIGNED\]/.test(unsigned.out)], [3, true], 'nobody sealed it');
    assert.equal((await world.seqwarden('inspect', output)).code, 0);
    const whole = world.at('kept');
    cpSync(root, whole, { recursive: true });
    const { code } = await world.seqwarden('copy', whole, '--to', world.at('archive'), '--incomplete');
    assert.equal(code, 0, 'a person says so');
    renameSync(whole, world.at('away'));
    rmSync(world.at('away'), { recursive: true });
    assert.doesNotMatch(await refused('inspect', whole), /is no run/);
  });
});
