import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { after, before, describe, it, mock, type TestContext } from 'node:test';
import { configFolder as folderOf, logFolder } from '@seqwarden/agent/config';
import { sha256 } from '@seqwarden/agent/host';
import { findOwnLogKey } from '@seqwarden/agent/register';
import {
  checkLogProof,
  decodeEntries,
  decodeTlogProof,
  encodeEntries,
  encodeTlogProof,
} from '@seqwarden/proof/log';
import { ROOT } from '../../../scripts/testing/needs.ts';
import { fakeStore } from '../../agent/test/support/fake-store.ts';
import { serverOrSkip } from '../../agent/test/support/ssh-server.ts';
import { keepWorkers } from './kept-workers.ts';
import { run as start } from './stand-in.ts';
import { World } from './world.ts';

const LAUNCHER = join(ROOT, 'packages/cli/bin/seqwarden.js');

describe('who reads a register', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  let [one, two, id] = ['', '', ''];
  before(async () => {
    assert.equal((await world.seqwarden('init')).code, 0);
    const made = [await world.simulated('1'), await world.simulated('2')];
    for (const run of made) {
      const copied = await world.seqwarden('copy', run, '--to', world.at('archive'));
      assert.equal(copied.code, 0, copied.err);
    }
    [one = '', two = ''] = made.map(run => world.at('archive', basename(run)));
    const hold = ['hold', one, '--reason', 'a complaint', '--at', world.at('archive')];
    assert.equal((await world.seqwarden(...hold)).code, 0);
    id = key().id;
  });

  const key = () => {
    const own = findOwnLogKey(folderOf(world.env), world.env);
    assert.ok(own);
    return own;
  };
  const published = () => world.at('archive', '.seqwarden', 'log', id);
  const json = async (...argv: string[]) => {
    const { code, out, err } = await world.seqwarden(...argv, '--json');
    return { code, err, answer: out === '' ? undefined : JSON.parse(out) };
  };
  const kinds = (answer: { entries: readonly { kind: string }[] }) => answer.entries.map(({ kind }) => kind);
  const sealOf = (run: string) => new Uint8Array(readFileSync(join(run, 'Custody', 'seal.intoto.json')));
  const identityOf = (run: string) => Buffer.from(sha256(sealOf(run))).toString('hex');

  it('show tells every record in its order, a line each', async () => {
    const { code, out } = await world.seqwarden('log', 'show');
    assert.equal(code, 0);
    const lines = out.trimEnd().split('\n');
    assert.deepEqual(
      lines.map(line => /^ *(\d+) {2}\S+ {2}([a-z]+)/.exec(line)?.slice(1)),
      [
        ['0', 'key'],
        ['1', 'key'],
        ['2', 'seal'],
        ['3', 'delivery'],
        ['4', 'seal'],
        ['5', 'delivery'],
        ['6', 'hold'],
      ],
    );
  });

  it('show takes what is asked for: kinds, a run, a seal, a key, a time', async () => {
    const show = async (...filter: string[]) => kinds((await json('log', 'show', ...filter)).answer);
    assert.deepEqual(await show('--kind', 'key', '--kind', 'hold'), ['key', 'key', 'hold']);
    assert.deepEqual(await show('--run', basename(one)), ['seal', 'delivery', 'hold']);
    assert.deepEqual(await show('--run', basename(two)), ['seal', 'delivery']);
    assert.deepEqual(await show('--run', identityOf(two)), ['seal', 'delivery']);
    assert.deepEqual(await show('--run', 'no such run'), []);
    assert.deepEqual(await show('--since', '2999-01-01'), []);
    assert.equal((await show('--until', '2999-01-01')).length, 7);
    const { answer } = await json('log', 'show', '--kind', 'key');
    const [administrator, sealKey] = answer.entries;
    assert.deepEqual(await show('--key', sealKey.subject.slice(0, 8), '--kind', 'key'), ['key']);
    assert.deepEqual(await show('--key', administrator.subject), ['key', 'key']);
    for (const wrong of [
      ['--kind', 'seals'],
      ['--key', 'xy'],
      ['--since', 'yesterday'],
      ['--until', '2026-13-01'],
    ])
      assert.match((await world.seqwarden('log', 'show', ...wrong)).err, /\[USAGE\]/);
  });

  it('show of a damaged register says so after what it shows', async () => {
    const folder = world.copyOf(published());
    truncateSync(join(folder, 'tile/0/000.p/7'), 32);
    const { code, out, err } = await world.seqwarden('log', 'show', folder);
    assert.equal(code, 1);
    assert.equal(out.trimEnd().split('\n').length, 7);
    assert.match(err, /\[TILE_MALFORMED\]/);
  });

  it('show names as signer only whose signature holds', async () => {
    const folder = world.copyOf(published());
    const path = join(folder, 'tile/entries/000.p/7');
    const entries = decodeEntries(readFileSync(path), 7);
    const texts = entries.map(entry => Buffer.from(entry).toString('latin1'));
    const signatures = /"signatures":.*/s;
    const forged = texts[2]?.replace(signatures, signatures.exec(texts[4] ?? '')?.[0] ?? '') ?? '';
    writeFileSync(path, encodeEntries(entries.with(2, new Uint8Array(Buffer.from(forged, 'latin1')))));
    const { out } = await world.seqwarden('log', 'show', folder, '--kind', 'seal');
    const [bad, good] = out.trimEnd().split('\n');
    assert.match(bad ?? '', /\(claims the key [0-9a-f ]+: \[SIGNATURE_INVALID\]\)$/);
    assert.match(good ?? '', /\(signed by [0-9a-f ]+\)$/);
    const { answer } = await json('log', 'show', folder, '--kind', 'seal');
    assert.deepEqual(
      answer.entries.map(({ problem }: { problem: unknown }) => problem),
      ['SIGNATURE_INVALID', null],
    );
  });

  it('prove makes a proof of a run as of the latest head, and takes no name that is taken', async () => {
    const out = world.at('fresh.tlog-proof');
    const old = decodeTlogProof(readFileSync(join(one, 'Custody', 'seal.tlog-proof')));
    const { code, answer, err } = await json('log', 'prove', one, '--out', out);
    assert.equal(code, 0, err);
    assert.deepEqual([answer.log, answer.index, answer.size], [id, 2, 7]);
    const check = { proof: readFileSync(out), entry: sealOf(one), logKeys: [key().verifier] };
    const { index, checkpoint } = await checkLogProof(sha256, check);
    assert.deepEqual([index, checkpoint.size], [old.index, 7]);
    const again = await world.seqwarden('log', 'prove', one, '--out', out);
    assert.equal(again.code, 2);
    assert.match(again.err, /is there already \[USAGE\]/);
    assert.deepEqual(readFileSync(out), check.proof);
  });

  it('prove needs no run: by the digits of its seal, with the record beside it, from a destination', async () => {
    const [out, record] = [world.at('two.tlog-proof'), world.at('two.intoto.json')];
    const argv = ['log', 'prove', identityOf(two), world.at('archive'), '--out', out, '--record', record];
    assert.equal((await world.seqwarden(...argv)).code, 0);
    assert.deepEqual(new Uint8Array(readFileSync(record)), sealOf(two));
    const none = await world.seqwarden('log', 'prove', '0'.repeat(64), '--out', world.at('none'));
    assert.equal(none.code, 3);
    assert.match(none.err, /\[LOG_PROOF_MISSING\]/);
    assert.ok(!readdirSync(world.folder).includes('none'));
  });

  it('prove finds a run whose own proof names a place where something else stands', async () => {
    const run = world.copyOf(two);
    cpSync(join(one, 'Custody', 'seal.tlog-proof'), join(run, 'Custody', 'seal.tlog-proof'));
    const { answer } = await json('log', 'prove', run, '--out', join(run, '..', 'proof'));
    assert.equal(answer.index, 4);
  });

  it('audit finds nothing in a good register, wherever it lies', async t => {
    const web = await served(t, published());
    for (const place of [[], [world.at('archive')], [published()], [logFolder(world.env)], [web]]) {
      const { code, answer, err } = await json('log', 'audit', ...place, '--runs', world.at('archive'));
      assert.equal(code, 0, `${place}: ${err}`);
      assert.deepEqual(answer.entries, { key: 2, seal: 2, delivery: 2, hold: 1 });
      assert.deepEqual(answer.runs, { lookedUp: 2, otherSeals: 0, problems: [] });
    }
    const { out } = await world.seqwarden('log', 'audit', '--runs', one);
    assert.match(out, /^The register is whole: /);
    assert.match(out, /^The 1 run that was looked up is in it\.$/m);
    assert.match(out, /^continues +the register head of the trust file, of size \d+$/m);
    assert.match(out, /^runs +1 run looked up in the register, which has 1 seal of others$/m);
  });

  it('audit reads a store and a server', async t => {
    const store = await fakeStore(t, world.at('archive'));
    const names = {
      AWS_ACCESS_KEY_ID: 'nobody',
      AWS_SECRET_ACCESS_KEY: 'nothing',
      AWS_REGION: 'eu-central-1',
    };
    const audit = async (env: NodeJS.ProcessEnv, ...argv: string[]) => {
      const said = await start(process.execPath, [LAUNCHER, 'log', 'audit', ...argv, '--json'], env);
      assert.equal(said.code, 0, said.stderr);
      assert.equal(JSON.parse(said.stdout).checkpoint.size, 7);
    };
    await audit({ ...world.env, ...names }, 's3://lab-runs', '--endpoint', store.endpoint);
    const server = await serverOrSkip(t);
    if (server === undefined) return;
    const address = `sftp://${server.user}@${server.host}:${server.port}${world.at('archive')}`;
    const trust = world.trustFile;
    await audit({ XDG_CONFIG_HOME: server.config }, address, '--trust', trust);
  });

  it('audit and prove take runs that lie in a store or on a server', async t => {
    const store = await fakeStore(t, world.at('archive'));
    const names = {
      AWS_ACCESS_KEY_ID: 'nobody',
      AWS_SECRET_ACCESS_KEY: 'nothing',
      AWS_REGION: 'eu-central-1',
    };
    const server = await serverOrSkip(t);
    const sftp = server && `sftp://${server.user}@${server.host}:${server.port}${world.at('archive')}`;
    const places = [
      { at: 's3://lab-runs', env: { ...world.env, ...names }, more: ['--endpoint', store.endpoint] },
      ...(server === undefined || sftp === undefined
        ? []
        : [
            {
              at: sftp,
              env: { ...world.env, XDG_CONFIG_HOME: server.config },
              more: ['--trust', world.trustFile],
            },
          ]),
    ];
    for (const { at, env, more } of places) {
      const log = (...argv: string[]) =>
        start(process.execPath, [LAUNCHER, 'log', ...argv, ...more, '--json'], env);
      const runs = [one, two].flatMap(run => ['--runs', `${at}/${basename(run)}`]);
      const audited = await log('audit', published(), ...runs);
      assert.deepEqual([audited.code, JSON.parse(audited.stdout).runs.lookedUp], [0, 2], audited.stderr);
      const out = world.at(`${at.slice(0, 2)}.tlog-proof`);
      const proven = await log('prove', `${at}/${basename(one)}`, published(), '--out', out);
      assert.deepEqual(
        [proven.code, JSON.parse(proven.stdout).identity],
        [0, identityOf(one)],
        proven.stderr,
      );
      const none = await log('audit', published(), '--runs', `${at}/NONE`);
      assert.equal(none.code, 3, 'a wrong address is no good answer');
    }
    const proof = join(two, 'Custody', 'seal.tlog-proof');
    const whole = readFileSync(proof);
    cpSync(join(one, 'Custody', 'seal.tlog-proof'), proof);
    for (const { at, env, more } of places) {
      const argv = ['log', 'audit', published(), '--runs', `${at}/${basename(two)}`, ...more];
      assert.equal((await start(process.execPath, [LAUNCHER, ...argv], env)).code, 1, at);
    }
    writeFileSync(proof, whole);
  });

  it('audit finds what was done to a register', async () => {
    const entries = world.copyOf(published());
    const path = join(entries, 'tile/entries/000.p/7');
    const [first, ...others] = decodeEntries(readFileSync(path), 7);
    assert.ok(first);
    writeFileSync(path, encodeEntries([first, ...others.toReversed()]));
    const damaged = await world.seqwarden('log', 'audit', entries);
    assert.equal(damaged.code, 1);
    assert.match(damaged.out, /^What lies here is not what the register signed\.$/m);
    assert.match(damaged.out, /^continues +not known, as the records are not whole$/m);
    assert.match(damaged.out, /place 1, tile\/0\/000\.p\/7: .* \[LOG_DAMAGED\]$/m);

    const gone = world.copyOf(published());
    rmSync(join(gone, 'tile'), { recursive: true });
    const { code, out } = await world.seqwarden('log', 'audit', gone);
    assert.equal(code, 1, 'what was signed is not there');
    assert.match(out, /^Part of what the register signed is not here\.$/m);
    assert.match(out, /\[LOG_UNREADABLE\]/);
  });

  it('audit finds a run that the register does not have, and proofs that are gone, of another, or of nobody', async t => {
    const folder = join(world.copyOf(world.at('archive')), 'x', '..');
    const [first, second] = [join(folder, basename(one)), join(folder, basename(two))];
    const proof = (run: string) => join(run, 'Custody', 'seal.tlog-proof');
    const codes = async (...argv: string[]) => {
      const { code, answer } = await json('log', 'audit', ...argv, '--runs', folder);
      return [code, answer.runs.problems.map((one: { code: string }) => one.code)];
    };
    const good = readFileSync(proof(first));
    rmSync(proof(first));
    assert.deepEqual(await codes(), [3, ['LOG_PROOF_MISSING']]);
    cpSync(proof(second), proof(first));
    assert.deepEqual(await codes(), [1, ['LOG_PROOF_INVALID']]);
    const { out } = await world.seqwarden('log', 'audit', '--runs', folder);
    assert.match(out, /^The register is whole: .*\n1 of 2 runs is not as the register has it\.$/m);
    writeFileSync(proof(first), 'c2sp.org/tlog-proof@v1\n');
    assert.deepEqual(await codes(), [1, ['LOG_PROOF_MALFORMED']]);
    const decoded = decodeTlogProof(good);
    writeFileSync(proof(first), encodeTlogProof({ ...decoded, index: 1 }));
    assert.deepEqual(await codes(), [1, ['LOG_PROOF_INVALID']]);

    const stranger = new World({ after: end => t.after(end) });
    assert.equal((await stranger.seqwarden('init')).code, 0);
    const strange = await stranger.simulated('9');
    assert.equal((await stranger.seqwarden('seal', strange)).code, 0);
    rmSync(first, { recursive: true });
    cpSync(strange, first, { recursive: true });
    assert.deepEqual(await codes(), [3, ['LOG_UNKNOWN']]);
    rmSync(join(first, 'Custody'), { recursive: true });
    mkdirSync(join(first, 'Custody'));
    const { answer } = await json('log', 'audit', '--runs', first);
    assert.deepEqual(
      answer.runs.problems.map(({ code }: { code: string }) => code),
      ['UNSIGNED'],
    );
  });

  it('audit looks up whatever is sealed, and takes no wrong path for a good answer', async () => {
    const folder = join(world.copyOf(one), '..');
    rmSync(join(folder, basename(one), 'RunInfo.xml'));
    rmSync(join(folder, basename(one), 'RunParameters.xml'), { force: true });
    rmSync(join(folder, basename(one), 'Data'), { recursive: true });
    const { code, answer } = await json('log', 'audit', '--runs', folder);
    assert.deepEqual([code, answer.runs.lookedUp], [0, 1], 'as FASTQ, which is no run folder');
    mkdirSync(join(folder, 'empty'));
    for (const wrong of [join(folder, 'empty'), join(folder, 'nowhere')]) {
      const said = await world.seqwarden('log', 'audit', '--runs', wrong);
      assert.equal(said.code, 2);
      assert.match(said.err, /\[RUN_NOT_FOUND\]/);
    }
  });

  it('who names no register is told so', async t => {
    const other = new World({ after: end => t.after(end) });
    const { code, err } = await other.seqwarden('log', 'audit', world.at('archive'));
    assert.equal(code, 2);
    assert.match(err, /\[TRUST_MISSING\]/);
    const nowhere = await world.seqwarden('log', 'audit', world.at('runs'));
    assert.match(nowhere.err, /\[LOG_UNREADABLE\]/);
    const noName = await world.seqwarden('log', 'show', 'x'.repeat(5000));
    assert.match(noName.err, /\[LOG_UNREADABLE\]/);
    const unknown = await world.seqwarden('log', 'audit', '--register', 'ffffffffffffff');
    assert.match(unknown.err, /\[LOG_UNKNOWN\]/);
  });
});

/** The address at which a folder is served; what is not there is 404. */
async function served(t: TestContext, folder: string): Promise<string> {
  const server = createServer((request, response) => {
    try {
      response.end(
        readFileSync(join(folder, new URL(request.url ?? '', 'http://x').pathname.replace('/log/', '/'))),
      );
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  t.after(() => void server.close());
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return `http://127.0.0.1:${address.port}/log`;
}
