import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { before, describe, it, type TestContext } from 'node:test';
import type { Uncounted } from '@seqwarden/cases/state';
import { decodeBundle } from '@seqwarden/log/reading';
import { type Bytes, type KeyPlace, type Trust, trustedLog } from '@seqwarden/proof';
import {
  encodeVerifierKey,
  parseCheckpoint,
  parseNote,
  parseTlogPolicy,
  verifierKey,
} from '@seqwarden/proof/log';
import { newKey, trustedKey, trustIn } from '../../proof/test/sealed-example.ts';
import type { CasebookStore } from '../src/casebook/casebook-store.ts';
import { cacheInMemory } from '../src/casebook/open-cache.ts';
import { stateIn } from '../src/casebook/overview.ts';
import { readOthers } from '../src/casebook/read-others.ts';
import { personsIn, settle } from '../src/casebook/settle.ts';
import { sha256 } from '../src/host/sha256.ts';
import { KeptBundles } from '../src/register/kept-bundles.ts';
import { PartnerLog } from './support/partner-log.ts';
import { scratch } from './support/scratch.ts';

const OWN = '0a'.repeat(16);
const WITNESS = encodeVerifierKey(
  verifierKey(sha256, 'witness.test/one', 'cosignature-ed25519', sha256(Buffer.from('one'))),
);
const sealKey = trustedKey(newKey());

/** An account that keeps bundles of others, and a cache of what they say. */
class Account {
  readonly env: NodeJS.ProcessEnv;
  readonly store: CasebookStore = cacheInMemory();

  constructor(t: TestContext) {
    this.env = { XDG_STATE_HOME: scratch(t) };
    t.after(() => this.store.close());
  }

  /** Keeps a bundle in the folder of a log, which need not be the one that it is of. Returns the name of the file. */
  keep({ key }: PartnerLog, file: Bytes): string {
    const checkpointFile = decodeBundle(file).checkpoint;
    const checkpoint = parseCheckpoint(parseNote(checkpointFile).text);
    return basename(new KeptBundles(this.env, key).keep(file, { checkpoint, checkpointFile }));
  }

  /** Reads what there is by a trust file. Returns how many threads it touched. */
  async read(trust: Trust): Promise<number> {
    const changed = await readOthers(this.store, OWN, trust, this.env);
    settle(this.store, changed);
    return changed.size;
  }

  /** What cases are called. */
  get titles(): readonly string[] {
    return stateIn(this.store).cases.flatMap(({ openings }) => openings.map(({ title }) => title));
  }

  get uncounted(): readonly Pick<Uncounted, 'index' | 'kind' | 'why'>[] {
    return stateIn(this.store).uncounted.map(({ index, kind, why }) => ({ index, kind, why }));
  }

  /** The files of bundles that do not hold, and why. */
  get missed(): readonly (readonly [string, string])[] {
    return this.store
      .logs()
      .flatMap(({ missed }) => missed.map(one => [basename(one.what), one.code] as const));
  }
}

function trusting(...logs: readonly PartnerLog[]): Trust {
  return trustIn([sealKey], { logs: logs.map(({ key }) => trustedLog(key.verifier)) });
}

describe('what was imported of another register is read again', () => {
  let partner: PartnerLog;
  let file: Bytes;
  before(async () => {
    partner = await PartnerLog.begin();
    await partner.opens('first');
    await partner.opens('second');
    file = await partner.bundle();
  });

  const reading = async (t: TestContext): Promise<Account> => {
    const account = new Account(t);
    account.keep(partner, file);
    assert.ok((await account.read(trusting(partner))) > 0);
    assert.deepEqual([...account.titles].sort(), ['first', 'second']);
    return account;
  };

  it('only where there is something new', async t => {
    const account = await reading(t);
    assert.equal(await account.read(trusting(partner)), 0);
    assert.equal(await account.read({ ...trusting(partner), madeAt: '2027-01-01T00:00:00.000Z' }), 0);
    assert.equal(account.titles.length, 2);
  });

  it('where the trust file demands countersigners since, and counts no more without them', async t => {
    const account = await reading(t);
    const text = `witness one ${WITNESS}\nquorum one\n`;
    const policy = { text, policy: parseTlogPolicy(sha256, new Uint8Array(Buffer.from(text))) };
    const [log] = trusting(partner).logs;
    assert.ok(log);
    const strict = { ...trusting(partner), logs: [{ ...log, policies: [policy] }] };
    assert.ok((await account.read(strict)) > 0);
    assert.deepEqual(account.titles, []);
    assert.deepEqual(
      account.missed.map(([, code]) => code),
      ['QUORUM_MISSING'],
    );
    await account.read(trusting(partner));
    assert.equal(account.titles.length, 2);
  });

  for (const list of ['sealKeys', 'personKeys', 'administratorKeys'] as const)
    it(`where the trust file knows since that a key of ${list} ended, before the last of its records`, async t => {
      const account = await reading(t);
      const { id } = partner.key;
      const place: KeyPlace = { log: id, from: 1, until: 4, ended: 'compromised', asOf: 6 };
      const ended = trustedKey(partner.person, { validUntil: '2026-06-01T00:00:00.000Z', places: [place] });
      const trust = trusting(partner);
      assert.ok((await account.read({ ...trust, [list]: [...trust[list], ended] })) > 0);
      assert.deepEqual(account.titles, ['first']);
      assert.deepEqual(account.uncounted, [{ index: 4, kind: 'case', why: 'KEY_REVOKED' }]);
      const elsewhere = { ...ended, places: [{ ...place, log: OWN }] };
      await account.read({ ...trust, [list]: [...trust[list], elsewhere] });
      assert.equal(account.titles.length, 2, 'an end in another register is none in this one');
    });

  it('where the trust file lets it have no say: then all is shown and nothing counts, and back again', async t => {
    const account = await reading(t);
    const silent = { ...trusting(partner), notInCases: [partner.key.id] };
    assert.ok((await account.read(silent)) > 0);
    assert.deepEqual(account.titles, []);
    assert.deepEqual(
      account.uncounted.map(({ index, kind, why }) => `${index} ${kind} ${why}`),
      ['2 rights', '3 case', '4 case'].map(what => `${what} REGISTER_NOT_COUNTED`),
    );
    assert.equal(await account.read(silent), 0);
    await account.read({ ...silent, notInCases: ['ab'.repeat(16)] });
    assert.equal(account.titles.length, 2);
    assert.deepEqual(account.uncounted, []);
  });

  it('where another bundle came, and is forgotten where its bundles or its name in the trust file are gone', async t => {
    const account = await reading(t);
    const grown = await PartnerLog.begin();
    await grown.opens('third');
    const name = account.keep(grown, await grown.bundle());
    const both = trusting(partner, grown);
    await account.read(both);
    assert.deepEqual([...account.titles].sort(), ['first', 'second', 'third']);
    assert.ok((await account.read(trusting(grown))) > 0);
    assert.deepEqual(account.titles, ['third']);
    const [path] = new KeptBundles(account.env, grown.key).files();
    assert.equal(basename(path ?? ''), name);
    rmSync(path ?? '');
    await account.read(trusting(grown));
    assert.deepEqual(account.titles, []);
    assert.deepEqual(account.store.strays(), []);
  });

  it('and not at all where it is the account’s own, which is read where it lies', async t => {
    const account = new Account(t);
    account.keep(partner, file);
    assert.equal((await readOthers(account.store, partner.key.id, trusting(partner), account.env)).size, 0);
    assert.deepEqual(account.store.logs(), []);
  });
});

describe('several bundles of one register', () => {
  it('are taken together, in the order of its entries, since a later one may say who may what', async t => {
    const partner = await PartnerLog.begin();
    await partner.opens('first');
    const account = new Account(t);
    account.keep(partner, await partner.bundle(index => index >= 3));
    await account.read(trusting(partner));
    assert.deepEqual(account.titles, [], 'nobody knows whose key that is');
    await partner.opens('second');
    account.keep(partner, await partner.bundle(index => index < 3));
    await account.read(trusting(partner));
    assert.deepEqual(account.titles, ['first']);
    assert.deepEqual(account.missed, []);
  });

  it('of which one is of another register that lies in its folder: that one is missed, the others count', async t => {
    const [partner, stranger] = [await PartnerLog.begin(), await PartnerLog.begin()];
    await partner.opens('ours');
    await stranger.opens('theirs');
    const account = new Account(t);
    account.keep(partner, await partner.bundle());
    const wrong = account.keep(partner, await stranger.bundle());
    await account.read(trusting(partner, stranger));
    assert.deepEqual(account.titles, ['ours']);
    assert.deepEqual(account.missed, [[wrong, 'LOG_UNKNOWN']]);
  });

  it('of which one is of another history: nothing of that one counts, not even what the first one lacks', async t => {
    const partner = await PartnerLog.begin();
    await partner.opens('first');
    await partner.opens('second');
    const account = new Account(t);
    account.keep(partner, await partner.bundle(index => index !== 3));
    partner.entries.length = 3;
    await partner.opens('another first');
    await partner.opens('another second');
    await partner.opens('another third');
    const forked = account.keep(partner, await partner.bundle());
    await account.read(trusting(partner));
    assert.deepEqual(account.titles, ['second']);
    assert.deepEqual(account.missed, [[forked, 'LOG_FORKED']]);
    const whats = account.store.logs().flatMap(({ id, missed }) => missed.map(({ what }) => [id, what]));
    assert.deepEqual(
      whats,
      whats.map(([id]) => [id, `bundles/${id}/${forked}`]),
      'no path of this machine',
    );
  });

  it('say once what both have, and go on where one does not hold', async t => {
    const partner = await PartnerLog.begin();
    await partner.opens('first');
    const account = new Account(t);
    account.keep(partner, await partner.bundle());
    await partner.opens('second');
    const later = await partner.bundle();
    account.keep(partner, later);
    const broken = new Uint8Array(later);
    broken[broken.length - 9] = (broken[broken.length - 9] ?? 0) ^ 1;
    const name = account.keep(partner, broken);
    await account.read(trusting(partner));
    assert.deepEqual([...account.titles].sort(), ['first', 'second']);
    assert.deepEqual(account.uncounted, []);
    assert.deepEqual(account.missed, [[name, 'LOG_PROOF_INVALID']]);
  });
});

describe('whose key is whose', () => {
  it('is taken from a register that counts, and from none that has no say', async t => {
    const partner = await PartnerLog.begin();
    const [card, next] = [newKey(), newKey()];
    await partner.sayKey(card, { action: 'enrolled', role: 'person', reason: 'added' });
    await partner.allow(card, [], partner.person.keyid);
    const { keyid: replaces } = card;
    await partner.sayKey(next, { action: 'rotated', role: 'person', replaces, reason: 'lost' });
    const account = new Account(t);
    account.keep(partner, await partner.bundle());
    const isOne = () => personsIn(account.store).isOne(next.keyid, partner.person.keyid);
    await account.read(trusting(partner));
    assert.equal(isOne(), true);
    await account.read({ ...trusting(partner), notInCases: [partner.key.id] });
    assert.equal(isOne(), false);
    await account.read(trusting(partner));
    assert.equal(isOne(), true);
    await account.read(trusting());
    assert.equal(isOne(), false);
  });
});
