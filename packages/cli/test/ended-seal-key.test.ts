import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, it, mock } from 'node:test';
import { configFolder } from '@seqwarden/agent/config';
import { findOwnLogKey } from '@seqwarden/agent/register';
import { parseCheckpoint, parseNote } from '@seqwarden/proof/log';
import { Arguments } from '../src/arguments.ts';
import { sealingKeys } from '../src/commands/shared.ts';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

describe('an account whose seal key ended', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  const keyid = () => JSON.parse(readFileSync(world.trustFile, 'utf8')).sealKeys[0].keyid;
  const sizeAt = (place: string) => {
    const id = findOwnLogKey(configFolder(world.env), world.env)?.id ?? '';
    const file = readFileSync(world.at(place, '.seqwarden', 'log', id, 'checkpoint'));
    return parseCheckpoint(parseNote(file).text).size;
  };
  const keys = (...argv: string[]) => world.seqwarden('keys', ...argv, ...world.passphrase());
  let run: string;

  before(async () => {
    assert.equal((await world.seqwarden('init', ...world.passphrase())).code, 0);
    run = await world.simulated();
    assert.equal((await world.seqwarden('copy', run, '--to', world.at('archive'))).code, 0);
    assert.equal(sizeAt('archive'), 4);
  });

  it('is no more in use when a service asks, once another one lies in its place', async () => {
    const own = new World({ after });
    assert.equal((await own.seqwarden('init')).code, 0);
    const silent = { out: () => {}, err: () => {}, terminal: false, input: nothing() };
    const { signal } = new AbortController();
    const context = { ...silent, env: own.env, now: () => new Date(), version: '0.0.0-test', signal };
    const args = new Arguments([], { trust: 'strings' }, { least: 0, most: 0 });
    await using inUse = await sealingKeys(args, context, [], true);
    assert.equal(await inUse.nextKey(), undefined);
    assert.equal((await own.seqwarden('keys', 'rotate')).code, 0);
    const next = await inUse.nextKey();
    const [old, now] = JSON.parse(readFileSync(own.trustFile, 'utf8')).sealKeys;
    assert.deepEqual([inUse.signer.keyid, next?.signer.keyid], [old.keyid, now.keyid]);
    const entry = new Uint8Array(Buffer.from('an entry'));
    await assert.rejects(async () => inUse.signer.register?.append(entry), { code: 'SEAL_KEY_ENDED' });
    assert.equal((await next?.signer.register?.append(entry))?.index, 3);
    assert.equal(await inUse.nextKey(), undefined, 'told once');
    rmSync(own.at('config', 'seqwarden', 'seal-key.pem'));
    assert.equal(await inUse.nextKey(), undefined);
  });

  it('has its end brought to wherever the register was brought before, since nothing is sealed any more', async () => {
    const { code, err } = await keys('revoke', keyid(), '--reason', 'compromised');
    assert.equal(code, 0, err);
    assert.equal(sizeAt('archive'), 5);
    const refused = await world.seqwarden('copy', run, '--to', world.at('archive'));
    assert.match(refused.err, /\[KEY_REVOKED\]/);
  });

  it('has it brought to other places that are named, by keys and by log publish', async () => {
    for (const name of ['second', 'third']) mkdirSync(world.at(name));
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    writeFileSync(world.at('person.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    const named = ['--role', 'person', '--at', world.at('second')];
    const enrolled = await keys('enrol', world.at('person.pem'), ...named);
    assert.equal(enrolled.code, 0, enrolled.err);
    assert.deepEqual([sizeAt('archive'), sizeAt('second')], [5, 6]);
    const published = await world.seqwarden('log', 'publish', '--at', world.at('third'));
    assert.equal(published.code, 0, published.err);
    assert.equal(sizeAt('third'), 6);
    assert.equal((await world.seqwarden('log', 'publish')).code, 0);
    assert.equal(sizeAt('archive'), 6, 'wherever it was brought before');
    assert.match((await world.seqwarden('log', 'publish', '--at', world.at('nowhere'))).err, /\[DESTINATION/);
  });
});

async function* nothing(): AsyncGenerator<Uint8Array> {}
