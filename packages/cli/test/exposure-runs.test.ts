import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { parseTrust } from '@seqwarden/proof';
import { ROOT } from '../../../scripts/testing/needs.ts';
import { fakeStore } from '../../agent/test/support/fake-store.ts';
import { type Answer, ask, askJson, simulate } from './ask-exposure.ts';
import { keepWorkers } from './kept-workers.ts';
import { run } from './stand-in.ts';
import { World } from './world.ts';

const LAUNCHER = join(ROOT, 'packages', 'cli', 'bin', 'seqwarden.js');

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

  it('--register says which one, where the trust files name several', async () => {
    const other = new World({ after });
    await other.seqwarden('init', ...other.passphrase());
    const idOf = async ({ trustFile }: World) =>
      (await parseTrust(readFileSync(trustFile))).logs[0]?.id.slice(0, 8) ?? '';
    const trusts = ['--trust', world.trustFile, '--trust', other.trustFile];
    const asked = ['--log', world.at('archive'), '--simulated', ...trusts];
    const { code, answer } = await askJson(world, ...asked, '--register', await idOf(world));
    assert.equal(code, 1);
    assert.equal(answer.findings[0]?.window?.runs[0]?.proof?.signature, 'good');
    const others = await ask(world, ...asked, '--register', await idOf(other));
    assert.equal(others.code, 2);
    assert.match(others.err, /\[LOG_UNREADABLE\]/);
  });

  it('--endpoint says where the store is that has it, to who is confined too', async t => {
    const { endpoint, asked } = await fakeStore(t, world.at('archive'));
    const names = {
      AWS_ACCESS_KEY_ID: 'nobody',
      AWS_SECRET_ACCESS_KEY: 'nothing',
      AWS_REGION: 'eu-central-1',
    };
    const question = ['exposure', '--log', 's3://lab-runs', '--endpoint', endpoint, '--simulated', '--json'];
    const { code, stdout, stderr } = await run(process.execPath, [LAUNCHER, ...question], {
      ...world.env,
      ...names,
    });
    assert.deepEqual([code, stderr], [1, '']);
    const { answer } = await askJson(world, '--log', world.at('archive'), '--simulated');
    assert.deepEqual(JSON.parse(stdout).findings, answer.findings);
    assert.ok(asked.length > 0);
  });
});

describe('exposure as the launcher starts it, confined,', () => {
  const world = new World({ after });
  const say = (...argv: string[]) =>
    spawnSync(process.execPath, [LAUNCHER, 'exposure', ...argv], {
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
    for (const [argv, code] of [
      [['--log', world.at('nowhere')], 'LOG_UNREADABLE'],
      [['--log', world.at('passphrase', 'below')], 'LOG_UNREADABLE'],
      [[world.at('archive'), '--advisories', world.at('none.json')], 'ADVISORY_SOURCE_UNUSABLE'],
    ] as const) {
      const { status, stderr } = say(...argv);
      assert.equal(status, 2);
      assert.match(stderr, new RegExp(`\\[${code}\\]`));
      assert.doesNotMatch(stderr, /allow-fs|permission/i);
    }
  });
});
