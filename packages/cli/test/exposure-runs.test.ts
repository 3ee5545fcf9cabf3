import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { ROOT } from '../../../scripts/testing/needs.ts';
import { type Answer, askJson, simulate } from './ask-exposure.ts';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

// Once for all of the file: they end with it.
keepWorkers({ after, mock });

describe('exposure and the runs of the time in question:', () => {
  const world = new World({ after });
  let run: string;
  let archived: string;
  before(async () => {
    await world.seqwarden('init', ...world.passphrase());
    run = await simulate(world, 'miniseq');
    assert.equal((await world.seqwarden('copy', run, '--to', world.at('archive'), '--confirm')).code, 0);
    archived = world.at('archive', run.slice(world.at('runs').length + 1));
  });
  const proofs = (answer: Answer) =>
    answer.findings.flatMap(({ window }) => (window?.runs ?? []).flatMap(({ proof }) => proof ?? []));
  const asked = (...argv: string[]) => askJson(world, world.at('archive'), '--simulated', ...argv);

  it('nothing is said of their seals unless it is asked', async () => {
    assert.deepEqual(proofs((await asked()).answer), []);
  });

  it('the trust file tells the signature, and when they were last read again', async () => {
    const [proof] = proofs((await asked('--trust', world.trustFile)).answer);
    assert.equal(proof?.signature, 'good');
    assert.ok(proof?.lastVerified);
    assert.equal(proof?.verified, null);
  });

  it('a run that is not sealed is told as that', async () => {
    const { answer } = await askJson(world, world.at('runs'), '--simulated', '--trust', world.trustFile);
    assert.equal(proofs(answer)[0]?.signature, 'unsigned');
  });

  it('of several copies of a run the one that is least good is told', async () => {
    for (const roots of [
      [world.at('runs'), world.at('archive')],
      [world.at('archive'), world.at('runs')],
    ]) {
      const { answer } = await askJson(world, ...roots, '--simulated', '--trust', world.trustFile);
      assert.deepEqual([...new Set(proofs(answer).map(({ signature }) => signature))], ['unsigned']);
    }
  });

  it('--verify-runs hashes them again, and an altered one is bad news', async () => {
    const count = ['--fail-on', 'altered', '--fail-on', 'unproven'];
    const good = await asked('--verify-runs', ...count);
    assert.equal(good.code, 0);
    assert.deepEqual(proofs(good.answer)[0]?.verified, { answer: 'unchanged', codes: [] });
    appendFileSync(join(archived, 'RunInfo.xml'), '\n');
    const altered = await asked('--verify-runs', ...count);
    assert.equal(altered.code, 1);
    assert.equal(proofs(altered.answer)[0]?.verified?.answer, 'changed');
    const { code, answer } = await askJson(world, world.at('runs'), '--simulated', '--verify-runs', ...count);
    assert.equal(code, 3);
    assert.equal(proofs(answer)[0]?.verified?.answer, 'cannot_tell');
  });
});

describe('exposure by a register alone, when the runs are gone:', () => {
  const world = new World({ after });
  before(async () => {
    await world.seqwarden('init', ...world.passphrase());
    const run = await simulate(world, 'miniseq');
    assert.equal((await world.seqwarden('copy', run, '--to', world.at('archive'), '--confirm')).code, 0);
    rmSync(run, { recursive: true });
    rmSync(world.at('archive', basename(run)), { recursive: true });
  });

  it('the seals say which instrument it was, and the register when the run was last read again', async () => {
    const { code, answer } = await askJson(world, '--log', world.at('archive'), '--simulated');
    assert.equal(code, 1);
    assert.deepEqual(
      answer.instruments.map(({ serial }) => serial),
      ['MNSIM0001'],
    );
    const [run] = answer.findings[0]?.window?.runs ?? [];
    assert.equal(run?.folder, null);
    assert.equal(run?.proof?.signature, 'good');
    assert.ok(run?.proof?.lastVerified);
  });
});

describe('exposure as the launcher starts it, confined,', () => {
  const world = new World({ after });
  const launcher = join(ROOT, 'packages', 'cli', 'bin', 'seqwarden.js');
  const say = (...argv: string[]) =>
    spawnSync(process.execPath, [launcher, 'exposure', ...argv], {
      env: { ...process.env, ...world.env },
      encoding: 'utf8',
    });
  const start = (...argv: string[]) => {
    const { status, stdout, stderr } = say(...argv, '--json');
    assert.equal(stderr, '');
    const answer: Answer = JSON.parse(stdout);
    return { status, proofs: answer.findings.flatMap(one => one.window?.runs ?? []).map(one => one.proof) };
  };
  before(async () => {
    await world.seqwarden('init', ...world.passphrase());
    for (const model of ['miniseq', 'nextseq-2000']) {
      const run = await simulate(world, model);
      assert.equal((await world.seqwarden('copy', run, '--to', world.at('archive'), '--confirm')).code, 0);
    }
  });

  it('may read what is named, and hash several runs again', () => {
    const { status, proofs } = start(world.at('archive'), '--simulated', '--verify-runs');
    assert.equal(status, 1);
    assert.ok(proofs.length > 1);
    assert.ok(proofs.every(proof => proof?.verified?.answer === 'unchanged' && proof.lastVerified !== null));
  });

  it('may read a register, without the keys of the account', () => {
    const { status, proofs } = start('--log', world.at('archive'), '--simulated');
    assert.equal(status, 1);
    assert.ok(proofs.every(proof => proof?.signature === 'good'));
  });

  it('says of what is not there that it is not there, and nothing of how it is confined', () => {
    const inFile = world.at('passphrase', 'below');
    for (const [argv, code] of [
      [['--log', world.at('nowhere')], 'LOG_UNREADABLE'],
      [['--log', world.trustFile], 'LOG_UNREADABLE'],
      [['--log', inFile], 'LOG_UNREADABLE'],
      [[world.at('archive'), '--kept'], 'ADVISORY_SOURCE_UNUSABLE'],
      [[world.at('archive'), '--inventory', inFile], 'INVENTORY_UNUSABLE'],
      [[world.at('archive'), '--advisories', inFile], 'ADVISORY_SOURCE_UNUSABLE'],
      [[world.at('nowhere')], 'RUN_NOT_FOUND'],
    ] as const) {
      const { status, stderr } = say(...argv);
      assert.equal(status, 2);
      assert.match(stderr, new RegExp(`\\[${code}\\]`));
      assert.doesNotMatch(stderr, /allow-fs|permission/i);
    }
  });
});
