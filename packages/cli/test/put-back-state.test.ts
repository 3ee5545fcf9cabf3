import assert from 'node:assert/strict';
import { cpSync, globSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { after, before, beforeEach, describe, it, mock } from 'node:test';
import { keepWorkers } from './kept-workers.ts';
import { type Said, World } from './world.ts';

/** Whatever writes to the register, whether it names the place where it was published or not. */
describe('a state folder that was put back to an earlier day', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  let runs: readonly string[] = [];
  let first = '';

  const put = (from: string, to: string) => {
    rmSync(world.at(to), { recursive: true, force: true });
    cpSync(world.at(from), world.at(to), { recursive: true });
  };
  const refused = ({ code, err }: Said, name = 'LOG_BEHIND') => {
    assert.match(err, new RegExp(name));
    assert.notEqual(code, 0);
  };

  before(async () => {
    assert.equal((await world.seqwarden('init', ...world.passphrase())).code, 0);
    runs = await Promise.all(['1', '2', '3', '4'].map(seed => world.simulated(seed)));
    [first = ''] = runs;
    await copy(0);
    cpSync(world.at('state'), world.at('earlier'), { recursive: true });
    cpSync(world.at('archive'), world.at('early-archive'), { recursive: true });
    await copy(1);
    cpSync(world.at('state'), world.at('later'), { recursive: true });
  });

  const copy = async (at: number) => {
    const { code, err } = await world.seqwarden('copy', runs[at] ?? '', '--to', world.at('archive'));
    assert.equal(code, 0, err);
  };

  beforeEach(() => {
    put('earlier', 'state');
    // What the configuration itself remembers is seen below: here it would know of the test before.
    const configuration = world.at('config', 'seqwarden');
    for (const name of readdirSync(configuration))
      if (name.endsWith('.checkpoint')) rmSync(world.at('config', 'seqwarden', name));
  });

  it('is noticed by a seal in place, which names no place', async () => {
    refused(await world.seqwarden('seal', runs[2] ?? ''));
    assert.ok(!readdirSync(runs[2] ?? '').includes('Custody'));
  });

  it('is noticed by what is said of keys, and by the adoption of a seal', async () => {
    refused(await world.seqwarden('keys', 'rotate'));
    put('earlier', 'state');
    refused(await world.seqwarden('log', 'adopt', first));
  });

  it('is noticed by a copy to another place than the one that knows more', async () => {
    const other = mkdtempSync(world.at('other-'));
    refused(await world.seqwarden('copy', runs[2] ?? '', '--to', other));
  });

  it('is brought back, and the register goes on', async () => {
    refused(await world.seqwarden('seal', runs[2] ?? ''));
    const restored = await world.seqwarden('log', 'restore', '--at', world.at('archive'));
    assert.equal(restored.code, 0, restored.err);
    const sealed = await world.seqwarden('seal', runs[2] ?? '');
    assert.equal(sealed.code, 0, sealed.err);
  });

  it('is not brought back from a place that knows less than one that nobody named', async () => {
    const old = world.at('old');
    put('early-archive', 'old');
    refused(await world.seqwarden('log', 'restore', '--at', old));
  });

  it('is noticed at the trust file, where that knows more than any place', async () => {
    put('later', 'state');
    const said = await world.seqwarden('keys', 'rotate');
    assert.equal(said.code, 0, said.err);
    put('later', 'state');
    const sealed = await world.seqwarden('seal', runs[3] ?? '');
    refused(sealed);
    assert.match(sealed.err, /your trust file/);
    put('early-archive', 'archive');
    refused(await world.seqwarden('log', 'restore', '--at', world.at('archive')));
  });

  it('is noticed where nothing of it was ever published: the configuration knows what was signed last', async () => {
    const world = new World({ after });
    assert.equal((await world.seqwarden('init', ...world.passphrase())).code, 0);
    const kept = globSync('log-*.checkpoint', { cwd: world.at('config', 'seqwarden') });
    assert.deepEqual(
      kept.map(name => statSync(world.at('config', 'seqwarden', name)).mode & 0o777),
      [0o644],
      'a service reads it by an account that is not the owner of its configuration',
    );
    cpSync(world.at('state'), world.at('earlier'), { recursive: true });
    const [run, other] = [await world.simulated('1'), await world.simulated('2')];
    assert.equal((await world.seqwarden('seal', run)).code, 0);
    rmSync(world.at('state'), { recursive: true });
    cpSync(world.at('earlier'), world.at('state'), { recursive: true });
    const sealed = await world.seqwarden('seal', other);
    refused(sealed);
    assert.match(sealed.err, /your configuration/);
  });

  it('is one thing, a place that is gone another: that stops nothing, and is named', async () => {
    const world = new World({ after });
    assert.equal((await world.seqwarden('init', ...world.passphrase())).code, 0);
    const [run, other] = [await world.simulated('1'), await world.simulated('2')];
    assert.equal((await world.seqwarden('copy', run, '--to', world.at('archive'))).code, 0);
    rmSync(world.at('archive'), { recursive: true });
    const { code, err } = await world.seqwarden('seal', other);
    assert.equal(code, 0, err);
    assert.match(err, /could not be compared with its head that is kept at .*archive/);
  });
});
