import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it, mock, type TestContext } from 'node:test';
import { configFolder, loadSigner, logFolder } from '@seqwarden/agent/config';
import { sha256 } from '@seqwarden/agent/host';
import { findOwnLogKey } from '@seqwarden/agent/register';
import { askWitness, Log, type LogKey } from '@seqwarden/log';
import { type Bytes, encodeHold, SeqwardenError, signEnvelope } from '@seqwarden/proof';
import {
  addSignature,
  type Checkpoint,
  consistencyProof,
  decodeEntries,
  decodeTlogProof,
  encodeEntries,
  encodeVerifierKey,
  type NoteSignature,
  openCheckpoint,
  signCheckpoint,
  type TileReader,
  verifierKey,
} from '@seqwarden/proof/log';
import { newState, requestOf, send, serving } from '../../witness/test/support/witness-process.ts';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

const STATED = {
  statedAt: '2026-03-01T12:00:00.000Z',
  tool: { name: 'seqwarden', version: '0.1.0' },
} as const;

/** Each against a real register, the real `verify`, the real `log audit`, and the real witness as a process. */
describe('attacks on the register, and what finds them', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  let [first, second] = ['', ''];
  let key: LogKey;

  before(async () => {
    assert.equal((await world.seqwarden('init', ...world.passphrase())).code, 0);
    const own = findOwnLogKey(configFolder(world.env), world.env);
    assert.ok(own);
    key = own;
    [first = '', second = ''] = await Promise.all(['1', '2'].map(copied));
  });

  async function copied(seed: string): Promise<string> {
    const run = await world.simulated(seed);
    const { code, err } = await world.seqwarden('copy', run, '--to', world.at('archive'));
    assert.equal(code, 0, err);
    return world.at('archive', basename(run));
  }

  const published = () => world.at('archive', '.seqwarden', 'log', key.id);
  const sealProof = (run: string) => join(run, 'Custody', 'seal.tlog-proof');

  /** Codes of all that the audit found, sorted. Nothing in its words is a control character. */
  async function audit(folder: string, ...argv: string[]): Promise<string[]> {
    const { out, err } = await world.seqwarden('log', 'audit', folder, '--json', ...argv);
    assert.doesNotMatch(out + err, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    const { error, counts, runs } = JSON.parse(out);
    if (error !== undefined) return [error.code];
    const inRuns = runs.problems.map(({ code }: { code: string }) => code);
    return [...new Set([...Object.keys(counts), ...inRuns])].sort();
  }

  async function verify(run: string, trust = world.trustFile): Promise<readonly string[]> {
    const { out } = await world.seqwarden('verify', run, '--trust', trust, '--json');
    const { error, codes } = JSON.parse(out);
    return error === undefined ? codes : [error.code];
  }

  const read =
    (folder: string): TileReader =>
    async path => {
      try {
        return new Uint8Array(readFileSync(join(folder, path)));
      } catch {
        return undefined;
      }
    };
  const head = async (folder: string): Promise<Checkpoint> =>
    (await openCheckpoint(readFileSync(join(folder, 'checkpoint')), key.verifier)).checkpoint;
  const hold = async (what: string): Promise<Bytes> => {
    const { keyid, sign } = loadSigner(configFolder(world.env), world.env);
    const predicate = { action: 'hold', lifts: null, reason: 'a complaint', ...STATED } as const;
    return signEnvelope(
      encodeHold(Buffer.from(sha256(Buffer.from(what))).toString('hex'), predicate),
      keyid,
      sign,
    );
  };

  /** The account's register, copied, with one more entry: a history of its own. */
  async function grown(t: TestContext, what: string) {
    const folder = world.copyOf(logFolder(world.env));
    const log = await Log.open(folder, key);
    t.after(() => log.close());
    const { proof } = await log.append(await hold(what));
    return { log, proof, folder: join(folder, key.id) };
  }

  /** Replaces the entries of a copy of what is published. */
  async function withEntries(change: (entries: Bytes[]) => readonly Bytes[]): Promise<string> {
    const folder = world.copyOf(published());
    const { size } = await head(folder);
    const path = join(folder, `tile/entries/000.p/${size}`);
    writeFileSync(path, encodeEntries(change(decodeEntries(readFileSync(path), size))));
    return folder;
  }

  it('nothing was done: nothing is found', async () => {
    assert.deepEqual(await audit(published(), '--runs', world.at('archive')), []);
    assert.deepEqual(await verify(first), []);
  });

  it('an entry is altered', async () => {
    const folder = await withEntries(entries => {
      const [text = '', other = ''] = [entries[2], entries[4]].map(one =>
        Buffer.from(one ?? '').toString('latin1'),
      );
      const signatures = /"signatures":.*/s;
      const altered = text.replace(signatures, signatures.exec(other)?.[0] ?? '');
      return entries.with(2, new Uint8Array(Buffer.from(altered, 'latin1')));
    });
    assert.deepEqual(await audit(folder), ['LOG_DAMAGED', 'SIGNATURE_INVALID']);
    const run = world.copyOf(first);
    cpSync(join(second, 'Custody', 'seal.intoto.json'), join(run, 'Custody', 'seal.intoto.json'));
    assert.ok((await verify(run)).includes('LOG_PROOF_INVALID'));
  });

  it('an entry is removed', async () => {
    const folder = await withEntries(([...entries]) => [...entries.toSpliced(3, 1), ...entries.slice(-1)]);
    assert.ok((await audit(folder)).includes('LOG_DAMAGED'));
    const shorter = await withEntries(entries => entries.slice(0, -1));
    assert.ok((await audit(shorter)).includes('TILE_MALFORMED'));
  });

  it('entries are reordered', async () => {
    const folder = await withEntries(([a, b, c, ...rest]) =>
      [a, c, b, ...rest].filter(one => one !== undefined),
    );
    assert.deepEqual(
      await audit(folder),
      ['KEY_NOT_ENROLLED', 'LOG_DAMAGED'],
      'and a key used before its time',
    );
  });

  it('a tile is truncated', async () => {
    const folder = world.copyOf(published());
    const { size } = await head(folder);
    truncateSync(join(folder, `tile/0/000.p/${size}`), 32);
    assert.deepEqual(await audit(folder), ['TILE_MALFORMED']);
    const refused = await world.seqwarden('log', 'prove', first, folder, '--out', world.at('none'));
    assert.match(refused.err, /\[TILE_MALFORMED\]/);
  });

  it('the checkpoint is rolled back', async t => {
    const { log, folder } = await grown(t, 'later');
    const known = world.trustWith({ checkpoint: Buffer.from(log.checkpoint()).toString() });
    assert.deepEqual(await audit(published(), '--trust', known), ['LOG_BEHIND']);
    const back = await world.seqwarden('log', 'audit', published(), '--trust', known);
    assert.equal(back.code, 1);
    assert.match(back.out, /^The register was put back: /);
    assert.match(back.out, /^continues +NOT the register head of the trust file, of size \d+$/m);
    assert.deepEqual(await audit(folder, '--trust', known), []);
    const refreshed = await world.seqwarden('trust', 'refresh', '--log', published(), '--trust', known);
    assert.match(refreshed.err, /\[LOG_BEHIND\]/);
    const { state, key: witnessKey } = newState(t, [encodeVerifierKey(key.verifier)], 'witness.test/w1');
    const { url } = await serving(t, state);
    const witness = { name: 'w1', key: witnessKey, url };
    const question = (folder: string, { size }: Checkpoint) => ({
      checkpoint: new Uint8Array(readFileSync(join(folder, 'checkpoint'))),
      proofFrom: (old: number) => consistencyProof(sha256, read(folder), old, size),
    });
    await askWitness(witness, question(folder, await head(folder)));
    await assert.rejects(
      askWitness(witness, question(published(), await head(published()))),
      isCode('LOG_BEHIND'),
    );
  });

  it('two readers are shown two histories', async t => {
    const [one, other] = [await grown(t, 'shown to one'), await grown(t, 'shown to another')];
    const { state, key: witnessKey } = newState(t, [encodeVerifierKey(key.verifier)], 'witness.test/w1');
    const { url, lines } = await serving(t, state);
    const ask = async ({ folder }: typeof one) => {
      const { size } = await head(folder);
      const checkpoint = new Uint8Array(readFileSync(join(folder, 'checkpoint')));
      const proofFrom = (old: number) => consistencyProof(sha256, read(folder), old, size);
      return askWitness({ name: 'w1', key: witnessKey, url }, { checkpoint, proofFrom });
    };
    await ask(one);
    await assert.rejects(ask(other), isCode('LOG_FORKED'), 'the witness finds it');
    assert.ok(
      lines.some(({ event }) => event === 'fork'),
      'and says so',
    );
    const known = world.trustWith({ checkpoint: Buffer.from(one.log.checkpoint()).toString() });
    assert.deepEqual(
      await audit(other.folder, '--trust', known),
      ['LOG_FORKED'],
      'so does who has seen another',
    );
    const forked = await world.seqwarden('log', 'audit', other.folder, '--trust', known);
    assert.equal(forked.code, 1);
    assert.match(forked.out, /^The register tells two histories: /);
    assert.match(forked.out, /^continues +NOT the register head of the trust file, of size \d+$/m);
    const run = world.copyOf(first);
    const fresh = join(run, '..', 'fresh');
    assert.equal((await world.seqwarden('log', 'prove', first, one.folder, '--out', fresh)).code, 0);
    cpSync(fresh, sealProof(run));
    assert.deepEqual(await verify(run), [], 'the proof holds by itself');
    assert.deepEqual(await audit(one.folder, '--runs', run), []);
    assert.deepEqual(
      await audit(other.folder, '--runs', run),
      ['LOG_FORKED'],
      'and tells on the other history',
    );
  });

  it('the proof is of another register', async () => {
    const stranger = new World({ after });
    assert.equal((await stranger.seqwarden('init')).code, 0);
    const strange = findOwnLogKey(configFolder(stranger.env), stranger.env);
    assert.ok(strange);
    const log = await Log.open(logFolder(stranger.env), strange);
    const run = world.copyOf(first);
    const { proof } = await log.append(
      new Uint8Array(readFileSync(join(run, 'Custody', 'seal.intoto.json'))),
    );
    await log.close();
    writeFileSync(sealProof(run), proof);
    assert.deepEqual(await verify(run), ['LOG_UNKNOWN']);
    assert.deepEqual(await audit(published(), '--runs', run), ['LOG_UNKNOWN']);
    cpSync(sealProof(second), sealProof(run));
    assert.deepEqual(await verify(run), ['LOG_PROOF_INVALID'], 'nor is one of another run taken');
  });

  it('the proof is stripped', async () => {
    const run = world.copyOf(first);
    rmSync(sealProof(run));
    assert.deepEqual(await verify(run), ['LOG_PROOF_MISSING']);
    assert.deepEqual(await audit(published(), '--runs', run), ['LOG_PROOF_MISSING']);
  });

  it("a witness's signature is there twice, and counted once", async t => {
    const { state, key: w1 } = newState(t, [encodeVerifierKey(key.verifier)], 'witness.test/w1');
    const { url } = await serving(t, state);
    const w2 = verifierKey(sha256, 'witness.test/w2', 'cosignature-ed25519', sha256(Buffer.from('w2')));
    const folder = world.copyOf(published());
    const checkpoint = new Uint8Array(readFileSync(join(folder, 'checkpoint')));
    const { size } = await head(folder);
    const proofFrom = (old: number) => consistencyProof(sha256, read(folder), old, size);
    const policy = (quorum: number, ...vkeys: string[]) =>
      [
        `log ${encodeVerifierKey(key.verifier)}`,
        ...vkeys.map((vkey, at) => `witness w${at} ${vkey}`),
        `group g ${quorum} ${vkeys.map((_, at) => `w${at}`).join(' ')}`,
        'quorum g',
        '',
      ].join('\n');
    const both = [w1, w2].map(encodeVerifierKey);
    const twoOfTwo = world.trustWith({ policy: policy(2, ...both) });
    const signatures: NoteSignature[] = [];
    for (let round = 0; round < 2; round++)
      signatures.push(await askWitness({ name: 'w1', key: w1, url }, { checkpoint, proofFrom }));
    const signed = signatures.reduce(addSignature, checkpoint);
    writeFileSync(join(folder, 'checkpoint'), signed);
    assert.deepEqual(await audit(folder, '--trust', world.trustWith({ policy: policy(1, ...both) })), []);
    assert.deepEqual(await audit(folder, '--trust', twoOfTwo), ['QUORUM_MISSING']);
    const run = world.copyOf(first);
    rmSync(sealProof(run));
    const made = await world.seqwarden('log', 'prove', first, folder, '--out', sealProof(run));
    assert.equal(made.code, 0, made.err);
    assert.deepEqual(decodeTlogProof(readFileSync(sealProof(run))).checkpoint, signed);
    assert.deepEqual(await verify(run, twoOfTwo), ['QUORUM_MISSING']);
    const twice = world.trustWith({ policy: policy(2, ...[w1, w1].map(encodeVerifierKey)) });
    assert.deepEqual(await verify(run, twice), ['TRUST_UNUSABLE'], 'nor does a key count under two names');
  });

  it('sizes and indexes are beyond 2^53', async t => {
    const run = world.copyOf(first);
    const text = readFileSync(sealProof(run), 'latin1');
    for (const index of ['9007199254740992', '9007199254740994', '18446744073709551616', '-1', '2e0', '02']) {
      writeFileSync(sealProof(run), text.replace(/^index \d+$/m, `index ${index}`), 'latin1');
      assert.ok((await verify(run)).includes('LOG_PROOF_MALFORMED'), index);
      assert.deepEqual(await audit(published(), '--runs', run), ['LOG_PROOF_MALFORMED'], index);
    }
    const { state } = newState(t, [encodeVerifierKey(key.verifier)], 'witness.test/w1');
    const { url } = await serving(t, state);
    for (const size of ['9007199254740992', '18446744073709551615', '99999999999999999999999']) {
      const folder = world.copyOf(published());
      const note = await signedText(`${key.verifier.name}\n${size}\n${'A'.repeat(43)}=\n`);
      writeFileSync(join(folder, 'checkpoint'), note);
      assert.deepEqual(await audit(folder), ['CHECKPOINT_MALFORMED'], size);
      assert.equal((await send(url, requestOf(0, [], note))).status, 400, size);
    }
  });

  it('notes have hostile names', async t => {
    const { state } = newState(t, [encodeVerifierKey(key.verifier)], 'witness.test/w1');
    const { url } = await serving(t, state);
    const good = readFileSync(join(published(), 'checkpoint'));
    const line = `AAAAA${'A'.repeat(91)}`;
    for (const name of [
      '\u001b[2J',
      'a\u0000b',
      'a b',
      'a+b',
      '',
      '\u202egnp',
      'a\u0085b',
      '__proto__ x',
      'x'.repeat(70_000),
    ]) {
      const folder = world.copyOf(published());
      const note = Buffer.concat([good, Buffer.from(`\u2014 ${name} ${line}\n`)]);
      writeFileSync(join(folder, 'checkpoint'), note);
      const found = await audit(folder);
      assert.ok(found.length === 0 || found[0] === 'NOTE_MALFORMED', `${JSON.stringify(name)}: ${found}`);
      const { status, text } = await send(url, requestOf(0, [], note));
      assert.ok([200, 400, 413].includes(status), `${JSON.stringify(name)}: ${status}`);
      assert.doesNotMatch(text, /\u001b|\u202e/);
    }
    const folder = world.copyOf(published());
    const origin = `${key.verifier.name}\u001b[2J`;
    writeFileSync(join(folder, 'checkpoint'), await signedText(`${origin}\n1\n${'A'.repeat(43)}=\n`));
    assert.ok(
      ['NOTE_MALFORMED', 'CHECKPOINT_MALFORMED', 'CHECKPOINT_UNSIGNED'].includes(
        (await audit(folder))[0] ?? '',
      ),
    );
  });

  // The last one: the register's key ends with it.
  it('a key is used after its revocation', async t => {
    const stolen = world.copyOf(world.at('config'));
    const { keyid } = loadSigner(configFolder(world.env), world.env);
    const revoke = ['keys', 'revoke', keyid, '--reason', 'compromised', ...world.passphrase()];
    const { code, err } = await world.seqwarden(...revoke);
    assert.equal(code, 0, err);
    assert.deepEqual(await audit(logFolder(world.env)), []);
    assert.deepEqual(await verify(first), [], 'what was sealed before stands');
    const late = await grown(t, 'later');
    assert.deepEqual(await audit(late.folder), ['KEY_REVOKED']);
    const run = world.at('runs', basename(second));
    assert.match((await world.seqwarden('seal', run)).err, /\[KEY_REVOKED\]/, 'its owner is told');
    const thief = new World({ after });
    cpSync(stolen, thief.at('config'), { recursive: true });
    rmSync(thief.at('config', 'seqwarden', 'log-key.pem'));
    const sealed = await thief.seqwarden('seal', run);
    assert.equal(sealed.code, 0, sealed.err);
    assert.deepEqual(await verify(run), ['LOG_PROOF_MISSING'], 'nothing shows that it is older');
    const { proof } = await late.log.append(
      new Uint8Array(readFileSync(join(run, 'Custody', 'seal.intoto.json'))),
    );
    writeFileSync(sealProof(run), proof);
    assert.deepEqual(await verify(run), ['KEY_REVOKED']);
    assert.deepEqual(await audit(late.folder, '--runs', run), ['KEY_REVOKED']);
  });

  /** What the register's own key would sign if its owner were the attacker. */
  async function signedText(text: string): Promise<Bytes> {
    const file = await signCheckpoint(await head(published()), key.verifier, () =>
      key.sign(new Uint8Array(Buffer.from(text))),
    );
    const [, lines = ''] = Buffer.from(file).toString().split('\n\n');
    return new Uint8Array(Buffer.from(`${text}\n${lines}`));
  }
});

function isCode(code: string): (error: unknown) => boolean {
  return error =>
    error instanceof SeqwardenError && error.code === code ? true : assert.fail(String(error));
}
