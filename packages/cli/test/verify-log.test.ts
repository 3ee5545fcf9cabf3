import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it, mock, type TestContext } from 'node:test';
import { configFolder, loadSigner } from '@seqwarden/agent/config';
import { sha256 } from '@seqwarden/agent/host';
import { findOwnLogKey } from '@seqwarden/agent/register';
import { createLog, Log, type LogKey } from '@seqwarden/log';
import { decodeEnvelope, decodeSeal, encodeHold, encodeSeal, signEnvelope } from '@seqwarden/proof';
import { addSignature, cosign, encodeVerifierKey, openCheckpoint, verifierKey } from '@seqwarden/proof/log';
import { ROOT, toolOrSkip } from '../../../scripts/testing/needs.ts';
import { keepWorkers } from './kept-workers.ts';
import { servedFolder } from './served-folder.ts';
import { run as start } from './stand-in.ts';
import { scratch, World } from './world.ts';

const LAUNCHER = join(ROOT, 'packages/cli/bin/seqwarden.js');

describe('verify --log', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  const [ownTrust, oldTrust, early] = [world.trustFile, world.at('old-trust.json'), world.at('early')];
  let [one, two, id] = ['', '', ''];
  let key: LogKey;

  const good = async (...argv: string[]): Promise<string> => {
    const { code, out, err } = await world.seqwarden(...argv);
    assert.equal(code, 0, `${argv.join(' ')}: ${err}`);
    return out;
  };
  const published = () => world.at('archive', '.seqwarden', 'log', id);
  const copied = async (seed: string) => {
    const run = await world.simulated(seed);
    await good('copy', run, '--to', world.at('archive'));
    return world.at('archive', basename(run));
  };
  const proofOf = (run: string) => join(run, 'Custody', 'seal.tlog-proof');
  const asked = async (run: string, ...argv: string[]) => {
    const { code, out, err } = await world.seqwarden('verify', run, '--json', ...argv);
    const answer = JSON.parse(out);
    return { code, err, answer, codes: answer.error === undefined ? answer.codes : [answer.error.code] };
  };
  const head = async () =>
    (await openCheckpoint(readFileSync(join(published(), 'checkpoint')), key.verifier)).checkpoint;

  before(async () => {
    await good('init');
    const own = findOwnLogKey(configFolder(world.env), world.env);
    assert.ok(own);
    key = own;
    id = own.id;
    cpSync(ownTrust, oldTrust);
    one = await copied('1');
    cpSync(published(), early, { recursive: true });
    two = await copied('2');
  });

  it('judges by the head of the register instead of by what the trust file knew', async () => {
    const { size } = await head();
    const offline = await asked(one);
    assert.deepEqual([offline.code, offline.answer.register], [0, null]);
    assert.match(offline.answer.log, /later statements unknown/);
    for (const place of [published(), world.at('archive', '.seqwarden', 'log'), world.at('archive')]) {
      const { code, answer } = await asked(one, '--log', place);
      assert.equal(code, 0, place);
      assert.deepEqual([answer.register.size, answer.register.log, answer.register.later], [size, id, []]);
      assert.deepEqual([answer.logEntry.size, answer.logEntry.keysAsOf], [size, size]);
      assert.match(answer.log, new RegExp(`^keys and statements as of checkpoint ${size}, read at 20`));
    }
    const { out } = await world.seqwarden('verify', one, '--log', world.at('archive'));
    assert.match(
      out,
      new RegExp(`^register +keys and later records as of the register head of size ${size}, read 20`, 'm'),
    );
    assert.doesNotMatch(out, /unknown/);
  });

  it('proves a run whose proof was taken away', async () => {
    const run = world.copyOf(one);
    rmSync(proofOf(run));
    assert.deepEqual((await asked(run)).codes, ['LOG_PROOF_MISSING']);
    const { code, answer } = await asked(run, '--log', published());
    assert.equal(code, 0);
    assert.deepEqual([answer.logStanding, answer.logEntry.index], ['entered', 2]);
  });

  it('says of a bad or a missing proof beside files as sealed that it is the proof alone', async () => {
    const run = world.copyOf(one);
    const proof = readFileSync(proofOf(run), 'latin1');
    const said = async () => (await world.seqwarden('verify', run)).out.split('\n')[0] ?? '';
    // One bit, in the signature of the register's head.
    const flipped = proof.replace(/.(?=.{20}\n$)/, last => (last === 'A' ? 'B' : 'A'));
    writeFileSync(proofOf(run), flipped, 'latin1');
    assert.match(
      await said(),
      /^PROOF BAD: \d+ files are as sealed on 20\S+; the proof from the register does not hold \[CHECKPOINT_SIGNATURE_INVALID\]$/,
    );
    assert.deepEqual((await asked(run)).code, 1);
    rmSync(proofOf(run));
    assert.match(
      await said(),
      /^cannot tell: \d+ files are as sealed on 20\S+, but the proof from the register is missing or not enough \[LOG_PROOF_MISSING\]$/,
    );
    writeFileSync(proofOf(run), flipped, 'latin1');
    writeFileSync(join(run, 'RunInfo.xml'), 'other');
    assert.match(await said(), /^CHANGED: /);
  });

  it('mends no proof that does not hold', async () => {
    const run = world.copyOf(one);
    cpSync(proofOf(two), proofOf(run));
    const { code, codes } = await asked(run, '--log', published());
    assert.deepEqual([code, codes], [1, ['LOG_PROOF_INVALID']]);
  });

  it('says that the register does not have a seal, or is older than its proof', async () => {
    const run = world.copyOf(two);
    const behind = await asked(run, '--log', early);
    assert.deepEqual([behind.code, behind.codes], [2, ['LOG_BEHIND']]);
    rmSync(proofOf(run));
    const { code, codes } = await asked(run, '--log', early);
    assert.deepEqual([code, codes], [3, ['LOG_PROOF_MISSING']]);
    const file = world.trustWith({ logRequired: false }, oldTrust);
    assert.equal((await asked(run, '--trust', file)).code, 0);
    assert.equal(
      (await asked(run, '--trust', file, '--log', early)).code,
      3,
      'who asks a register demands it',
    );
  });

  it('refuses a register that the trust file has seen further, or otherwise', async t => {
    const checkpoint = readFileSync(join(published(), 'checkpoint'), 'utf8');
    const file = world.trustWith({ checkpoint }, oldTrust);
    const behind = await asked(one, '--trust', file, '--log', early);
    assert.deepEqual([behind.code, behind.codes], [2, ['LOG_BEHIND']]);
    const forked = await asked(one, '--log', await another(t));
    assert.deepEqual([forked.code, forked.codes], [1, ['LOG_FORKED']]);
    const run = world.copyOf(one);
    const blind = { ...JSON.parse(readFileSync(oldTrust, 'utf8')), checkpoint: null };
    for (const list of ['sealKeys', 'administratorKeys'])
      blind[list] = blind[list].map((one: object) => ({ ...one, inLog: null }));
    writeFileSync(file, JSON.stringify(blind));
    const seen = await asked(run, '--trust', file, '--log', await another(t));
    assert.deepEqual([seen.code, seen.codes], [1, ['LOG_FORKED']], "by the run's own proof");
  });

  /** Another history of the register, longer than the first. */
  async function another(t: TestContext): Promise<string> {
    const folder = scratch({ after: end => t.after(end) });
    await createLog(folder, key, new Date());
    const log = await Log.open(folder, key);
    const { keyid, sign } = loadSigner(configFolder(world.env), world.env);
    for (let at = 0; at < 10; at++) {
      const tool = { name: 'seqwarden', version: '0.1.0' } as const;
      const said = {
        action: 'hold',
        lifts: null,
        reason: `${at}`,
        statedAt: new Date().toISOString(),
        tool,
      } as const;
      await log.append(await signEnvelope(encodeHold('0'.repeat(64), said), keyid, sign));
    }
    await log.close();
    return join(folder, id);
  }

  it('refuses a register whose files are not what it signed', async () => {
    const folder = world.copyOf(published());
    const { size } = await head();
    const path = join(folder, `tile/entries/000.p/${size}`);
    const entries = readFileSync(path);
    entries[entries.length - 40] = (entries.at(-40) ?? 0) ^ 1;
    writeFileSync(path, entries);
    const { code, codes } = await asked(one, '--log', folder);
    assert.deepEqual([code, codes], [1, ['LOG_DAMAGED']]);
    rmSync(path);
    assert.deepEqual((await asked(one, '--log', folder)).codes, ['LOG_UNREADABLE']);
    assert.deepEqual((await asked(one, '--log', world.at('runs'))).codes, ['LOG_UNREADABLE']);
  });

  it('gives the quorum of the head to a proof that was made without', async () => {
    const secret = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
    const raw = new Uint8Array(await crypto.subtle.exportKey('raw', secret.publicKey));
    const witness = verifierKey(sha256, 'witness.test/w1', 'cosignature-ed25519', raw);
    const policy = `log ${encodeVerifierKey(key.verifier)}\nwitness w1 ${encodeVerifierKey(witness)}\nquorum w1\n`;
    const file = world.trustWith({ policy }, oldTrust);
    const folder = world.copyOf(published());
    const { note } = await openCheckpoint(readFileSync(join(folder, 'checkpoint')), key.verifier);
    const lacking = await asked(one, '--trust', file, '--log', folder);
    assert.deepEqual([lacking.code, lacking.codes], [3, ['QUORUM_MISSING']]);
    const signature = await cosign(
      note,
      witness,
      1_780_000_000,
      async message => new Uint8Array(await crypto.subtle.sign('Ed25519', secret.privateKey, message)),
    );
    writeFileSync(
      join(folder, 'checkpoint'),
      addSignature(readFileSync(join(folder, 'checkpoint')), signature),
    );
    assert.deepEqual((await asked(one, '--trust', file)).codes, ['QUORUM_MISSING']);
    const { code, answer } = await asked(one, '--trust', file, '--log', folder);
    assert.equal(code, 0);
    assert.deepEqual(answer.logEntry.cosignedBy, [
      { name: 'witness.test/w1', at: '2026-05-28T20:26:40.000Z' },
    ]);
  });

  it('reads a register on a web server or in a folder, confined to it', async t => {
    const address = await servedFolder({ after: end => t.after(end) }, published());
    const env = { ...process.env, ...world.env };
    const launched = (...argv: string[]) =>
      start(process.execPath, ['--disable-sigusr1', LAUNCHER, 'verify', one, '--json', ...argv], env);
    for (const place of [address, world.at('archive')]) {
      const { code, stdout, stderr } = await launched('--log', place);
      assert.equal(code, 0, `${place}: ${stdout}${stderr}`);
      assert.equal(JSON.parse(stdout).register.size, (await head()).size);
      assert.equal(stderr, '');
    }
    assert.deepEqual((await asked(one, '--log', `${address}/nothing`)).codes, ['LOG_UNREADABLE']);
  });

  it('asks for a run that comes as a stream', async t => {
    if (toolOrSkip(t, 'tar') === undefined) return;
    const run = world.copyOf(one);
    rmSync(proofOf(run));
    const tar = spawnSync('tar', ['-C', join(run, '..'), '-c', basename(run)], { maxBuffer: 2 ** 28 }).stdout;
    const input = (async function* () {
      yield new Uint8Array(tar);
    })();
    const { code, out } = await world.with({ input }, 'verify', '-', '--json', '--log', published());
    assert.equal(code, 0, out);
    assert.equal(JSON.parse(out).logStanding, 'entered');
  });

  it('tells holds that stand and disposals of the run, which are no bad news about a copy', async () => {
    const archive = world.at('archive');
    await good('hold', two, '--reason', 'a complaint', '--at', archive);
    const { code, answer } = await asked(two, '--log', archive);
    const kinds = answer.register.later.map(({ kind }: { kind: string }) => kind);
    assert.deepEqual([code, kinds], [0, ['hold']]);
    assert.match(
      (await world.seqwarden('verify', two, '--log', archive)).out,
      /^said +a run of this name is held/m,
    );
    assert.deepEqual((await asked(one, '--log', archive)).answer.register.later, [], 'not of another run');
    await good('hold', two, '--lift', '--reason', 'settled', '--at', archive);
    assert.deepEqual((await asked(two, '--log', archive)).answer.register.later, []);
    await good('dispose', two, '--copy', 'source', '--reason', 'other-copies', '--at', archive);
    const disposed = await asked(two, '--log', archive);
    assert.deepEqual([disposed.code, disposed.answer.register.later[0].kind], [0, 'disposed']);
  });

  it('misses an addendum that was taken away, and knows a later seal', async () => {
    const run = await world.simulated('3');
    const register = world.at('state', 'seqwarden', 'log');
    await good('seal', run);
    const sealed = world.copyOf(run);
    const before = world.copyOf(register);
    mkdirSync(join(run, 'Analysis'));
    writeFileSync(join(run, 'Analysis', 'summary'), 'done');
    await good('seal', run, '--addendum');
    const amended = await asked(run, '--log', register);
    assert.deepEqual([amended.code, amended.answer.addenda[0].logStanding], [0, 'entered']);
    assert.deepEqual(amended.answer.register.later[0].kind, 'addendum');
    const stripped = world.copyOf(run);
    rmSync(join(stripped, 'Custody', 'addenda', '0001', 'addendum.tlog-proof'));
    assert.deepEqual((await asked(stripped)).codes, ['LOG_PROOF_MISSING']);
    assert.equal((await asked(stripped, '--log', register)).code, 0);
    const log = await Log.open(before, key);
    const addendum = join(stripped, 'Custody', 'addenda', '0001');
    await log.append(new Uint8Array(readFileSync(join(one, 'Custody', 'seal.sigstore.json'))));
    const elsewhere = await log.append(new Uint8Array(readFileSync(join(addendum, 'addendum.intoto.json'))));
    await log.close();
    writeFileSync(join(addendum, 'addendum.tlog-proof'), elsewhere.proof);
    assert.equal((await asked(stripped)).code, 0, 'the proof holds by itself');
    assert.equal((await asked(stripped, '--log', before)).code, 0);
    await good('hold', two, '--reason', 'makes the register longer', '--at', world.at('archive'));
    const history = await asked(stripped, '--log', register);
    assert.deepEqual([history.code, history.codes], [1, ['LOG_FORKED']]);
    assert.equal((await asked(sealed)).code, 0, 'nobody can know from the run alone');
    const missed = await asked(sealed, '--log', register);
    assert.deepEqual([missed.code, missed.codes], [1, ['ADDENDUM_MISSING']]);
    await good('seal', run, '--next-generation');
    const replaced = await asked(sealed, '--trust', oldTrust, '--log', register);
    assert.deepEqual([replaced.code, replaced.codes.includes('SEAL_SUPERSEDED')], [1, true]);
    assert.equal((await asked(run, '--log', register)).code, 0);
    appendFileSync(join(run, 'Analysis', 'summary'), ' again');
    await good('seal', run, '--next-generation');
    const { later } = (await asked(sealed, '--trust', oldTrust, '--log', register)).answer.register;
    const seals = later.filter(({ kind }: { kind: string }) => kind === 'seal');
    assert.deepEqual(
      seals.map(({ number }: { number: number }) => number),
      [2, 3],
    );
  });

  it('says nothing of records that do not count in the register', async () => {
    const state = world.copyOf(world.at('state', 'seqwarden', 'log'));
    const envelope = new Uint8Array(readFileSync(join(one, 'Custody', 'seal.intoto.json')));
    const { manifestSha256, predicate } = decodeSeal(decodeEnvelope(envelope).payload);
    const previousSeal = Buffer.from(sha256(envelope)).toString('hex');
    const next = encodeSeal(manifestSha256, { ...predicate, generation: 2, previousSeal });
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const keyid = Buffer.from(sha256(publicKey.export({ type: 'spki', format: 'der' }))).toString('hex');
    const byStranger = async (message: Uint8Array) =>
      new Uint8Array(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
    const log = await Log.open(state, key);
    await log.append(await signEnvelope(next, keyid, byStranger));
    await log.close();
    const { code, answer } = await asked(one, '--log', state);
    assert.deepEqual([code, answer.register.later], [0, []]);
  });

  it('knows keys that came after the trust file, and of several trust files only those of this register move', async t => {
    await good('keys', 'rotate', '--label', 'the next one');
    const run = await copied('4');
    assert.equal((await asked(run, '--trust', oldTrust)).code, 3);
    const { code, answer } = await asked(run, '--trust', oldTrust, '--log', published());
    assert.equal(code, 0);
    assert.equal(answer.key.label, 'the next one');
    const stranger = new World({ after: end => t.after(end) });
    assert.equal((await stranger.seqwarden('init')).code, 0);
    const theirs = stranger.at('config', 'seqwarden', 'trust.json');
    const both = await asked(run, '--trust', theirs, '--trust', oldTrust, '--log', published());
    assert.equal(both.code, 0, JSON.stringify(both.answer));
    const without = world.copyOf(run);
    rmSync(proofOf(without));
    const which = await asked(without, '--trust', theirs, '--trust', oldTrust, '--log', published());
    assert.deepEqual(which.codes, ['LOG_UNKNOWN'], 'nothing says which of two is meant');
  });
});
