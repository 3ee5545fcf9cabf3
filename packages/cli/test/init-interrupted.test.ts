import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { configFolder, init as makeSealKey } from '@seqwarden/agent/config';
import { ROOT } from '../../../scripts/testing/needs.ts';
import { World } from './world.ts';

const KILL_AT = join(ROOT, 'packages', 'agent', 'test', 'support', 'kill-at.ts');
const MAIN = join(ROOT, 'packages', 'cli', 'src', 'main.ts');

const passphraseIn = (sheet: string) => /^passphrase +(\S+)$/m.exec(sheet)?.[1];

/** `init`, killed before its nth change of the file system; returns what it printed, or undefined where it came to its end before. */
function killed(world: World, n: number, ...argv: string[]): string | undefined {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { signal, status, stdout, stderr } = spawnSync(
    process.execPath,
    // Without the launcher, which starts a process of its own.
    [
      '--import',
      KILL_AT,
      '--input-type=module',
      '-e',
      `import { main } from ${JSON.stringify(MAIN)};
      process.exitCode = await main(${JSON.stringify(['init', ...argv])});`,
    ],
    { encoding: 'utf8', env: { ...env, ...world.env, SEQWARDEN_KILL_AT: `main ${n}` } },
  );
  if (signal === 'SIGKILL') return stdout;
  assert.equal(status, 0, stderr);
  return undefined;
}

/** Goes on, with the passphrase that was printed if it is asked for, and does with it what only the administrator may. */
async function goesOn(world: World, printed: string, ...argv: string[]): Promise<boolean> {
  const file = world.at('passphrase');
  const give = (passphrase: string | undefined) => writeFileSync(file, passphrase ?? '', { mode: 0o600 });
  let said = await world.seqwarden('init', ...argv);
  let passphrase = passphraseIn(said.out) ?? passphraseIn(printed);
  // All that was left was to take its mark away.
  if (/there is a seal key/.test(said.err)) said = { ...said, code: 0 };
  if (said.code !== 0) {
    assert.match(said.err, /safe sheet that was printed then \[KEY_EXISTS\]/);
    passphrase = passphraseIn(printed);
    assert.ok(passphrase !== undefined, 'the register has no key whose passphrase was never shown');
    give(passphrase);
    said = await world.seqwarden('init', ...argv, '--passphrase-file', file);
  }
  assert.equal(said.code, 0, said.err);
  give(passphrase);
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  writeFileSync(world.at('person.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  const enrol = ['keys', 'enrol', world.at('person.pem'), '--role', 'person', '--passphrase-file', file];
  const enrolled = await world.seqwarden(...enrol);
  assert.equal(enrolled.code, 0, enrolled.err);
  const { logRequired, sealKeys } = JSON.parse(
    readFileSync(world.at('config', 'seqwarden', 'trust.json'), 'utf8'),
  );
  assert.ok(sealKeys[0].inLog !== null);
  assert.match(
    (await world.seqwarden('init')).err,
    /\[KEY_EXISTS\]/,
    'what came to its end is not begun anew',
  );
  assert.ok(!existsSync(world.at('config', 'seqwarden', 'init-unfinished')));
  return logRequired;
}

describe('init that was interrupted', () => {
  it('shows the passphrase before the register has the administrator’s key', async t => {
    const world = new World(t);
    const out = () => {
      throw new Error('the paper is at its end');
    };
    assert.notEqual((await world.with({ out }, 'init')).code, 0);
    assert.deepEqual(
      readdirSync(world.at('state', 'seqwarden', 'log'))
        .filter(name => /^[0-9a-f]{32}$/.test(name))
        .map(
          id => readFileSync(world.at('state', 'seqwarden', 'log', id, 'checkpoint'), 'utf8').split('\n')[1],
        ),
      ['0'],
    );
    const run = await world.simulated();
    for (const argv of [
      ['copy', run, '--to', world.at('archive')],
      ['seal', run],
      ['log', 'adopt', run],
      ['hold', run, '--reason', 'x', '--at', world.at('archive')],
    ])
      assert.match(
        (await world.seqwarden(...argv)).err,
        /\[INIT_UNFINISHED\]/,
        'nothing comes before the root',
      );
    assert.equal(await goesOn(world, ''), true);
    assert.equal((await world.seqwarden('seal', run)).code, 0);
  });

  it('goes on too where it gives an older account its register, and nothing is sealed before', async t => {
    const world = new World(t);
    makeSealKey(configFolder(world.env), 'older', new Date());
    const out = () => {
      throw new Error('the paper is at its end');
    };
    assert.notEqual((await world.with({ out }, 'init', '--log')).code, 0);
    const run = await world.simulated();
    assert.match((await world.seqwarden('seal', run)).err, /\[INIT_UNFINISHED\]/);
    assert.equal(await goesOn(world, '', '--log'), false);
    assert.equal((await world.seqwarden('seal', run)).code, 0);
  });

  it('goes on wherever it was killed, and the administrator can be used', async t => {
    // Killing it before each single step takes minutes.
    for (let n = 3; ; n += 9) {
      const world = new World(t);
      const printed = killed(world, n);
      if (printed === undefined) {
        assert.ok(n > 70, `only ${n} steps`);
        break;
      }
      assert.equal(await goesOn(world, printed), true, `killed before step ${n}`);
    }
  });
});
