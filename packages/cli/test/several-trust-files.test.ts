import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

describe('with the trust files of two labs', () => {
  keepWorkers({ after, mock });
  const ours = new World({ after });
  const theirs = new World({ after });
  const trustOf = (world: World) => world.trustFile;
  const both = ['--trust', trustOf(ours), '--trust', trustOf(theirs)];
  let theirRun: string;
  let ourRun: string;
  before(async () => {
    for (const [world, seed] of [
      [ours, '1'],
      [theirs, '2'],
    ] as const) {
      await world.seqwarden('init');
      await world.simulated(seed);
      await world.seqwarden('seal', world.at('runs'));
    }
    const { out } = await theirs.seqwarden('seal', theirs.at('runs'), '--json');
    theirRun = JSON.parse(out).runs[0].run;
    ourRun = JSON.parse((await ours.seqwarden('seal', ours.at('runs'), '--json')).out).runs[0].run;
  });

  /** Their trust file with this changed, as they would give it out. */
  function changed(name: string, change: (trust: { sealKeys: object[] }) => object): string {
    const path = ours.at(name);
    const trust = JSON.parse(readFileSync(trustOf(theirs), 'utf8'));
    writeFileSync(path, JSON.stringify({ ...trust, ...change(trust) }));
    return path;
  }

  it('runs of both verify, whichever is named first', async () => {
    for (const run of [ourRun, theirRun]) {
      for (const trust of [both, [...both.slice(2), ...both.slice(0, 2)]])
        assert.equal((await ours.seqwarden('verify', run, ...trust)).code, 0);
    }
    const alone = await ours.seqwarden('verify', theirRun);
    assert.match(alone.out, /\[UNKNOWN_KEY\]/);
  });

  it('seal leaves a run of the other as it is, and copy carries its seal along', async () => {
    const sealed = await ours.seqwarden('seal', theirRun, ...both);
    assert.deepEqual([sealed.code, sealed.err.split(',')[0]], [0, 'sealed before']);
    const copied = await ours.seqwarden('copy', theirRun, '--to', ours.at('archive'), ...both);
    assert.deepEqual([copied.code, copied.err.split(':')[0]], [0, 'copied, with the seal that it had']);
    assert.match((await ours.seqwarden('seal', theirRun)).err, /\[CUSTODY_NOT_OURS\]/);
  });

  it('a seal that one of them calls superseded is, and a proof that one demands is missed', async () => {
    const { out } = await ours.seqwarden('verify', ourRun, '--json');
    const entry = { seal: JSON.parse(out).seal, by: '0'.repeat(64) };
    const superseding = changed('superseding.json', () => ({ superseded: [entry] }));
    const old = await ours.seqwarden('verify', ourRun, '--trust', trustOf(ours), '--trust', superseding);
    assert.match(old.out, /\[SEAL_SUPERSEDED\]/);
    const strict = changed('strict.json', () => ({ logRequired: true }));
    const verify = () => ours.seqwarden('verify', ourRun, '--trust', trustOf(ours), '--trust', strict);
    assert.equal((await verify()).code, 0);
    const proof = join(ourRun, 'Custody', 'seal.tlog-proof');
    renameSync(proof, ours.at('proof'));
    assert.match((await verify()).out, /\[LOG_PROOF_MISSING\]/);
    renameSync(ours.at('proof'), proof);
  });

  it('nothing is done where they contradict each other, or one of them is missing, in the run, or anybody’s to write', async () => {
    const ended = changed('ended.json', ({ sealKeys: [key] }) => ({
      sealKeys: [{ ...key, validUntil: '2030-01-01T00:00:00.000Z' }],
    }));
    const writable = ours.at('writable.json');
    copyFileSync(trustOf(theirs), writable);
    chmodSync(writable, 0o666);
    const inside = join(ourRun, 'trust.json');
    copyFileSync(trustOf(theirs), inside);
    for (const [second, code] of [
      [ended, 'TRUST_UNUSABLE'],
      [ours.at('nowhere.json'), 'TRUST_MISSING'],
      [writable, 'TRUST_WRITABLE'],
      [inside, 'TRUST_INSIDE_RUN'],
    ] as const) {
      const said = await ours.seqwarden('verify', ourRun, ...both, '--trust', second);
      assert.deepEqual([said.code, said.out], [2, '']);
      assert.match(said.err, new RegExp(`\\[${code}\\]`));
    }
    mkdirSync(ours.at('second'));
    const copied = await ours.seqwarden(
      'copy',
      theirRun,
      '--to',
      ours.at('second'),
      ...both,
      '--trust',
      ended,
    );
    assert.match(copied.err, /\[TRUST_UNUSABLE\]/);
    assert.deepEqual(readdirSync(ours.at('second')), []);
  });
});
