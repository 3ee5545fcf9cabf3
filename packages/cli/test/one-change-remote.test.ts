import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { loadSigner } from '@seqwarden/agent/config';
import {
  parseRunAddress,
  type RunAddress,
  type VerifyResult,
  verifyRemote,
  verifyRun,
} from '@seqwarden/agent/verify';
import { type BytePath, parseTrust, type Trust } from '@seqwarden/proof';
import fc from 'fast-check';
import { amendSealed } from '../../agent/test/support/amend.ts';
import { BUCKET } from '../../agent/test/support/s3/place-at-s3.ts';
import type { SwiftAccount } from '../../agent/test/support/s3/swift-account.ts';
import { swiftOrSkip } from '../../agent/test/support/s3/with-swift.ts';
import { serverOrSkip } from '../../agent/test/support/ssh-server.ts';
import { anyChange, CHANGES, type Site } from './changes.ts';
import { keepWorkers } from './kept-workers.ts';
import { SealedRun } from './sealed-run.ts';
import { World } from './world.ts';

const CHANGES_BY_SFTP = 40;
const CHANGES_BY_S3 = 15;

interface Sealed extends Site {
  readonly trust: Trust;
}

/** Two runs with three addenda each, of which the second amends; `isPlain`: nothing in them that a store could not hold. */
async function sealedSite(t: TestContext, isPlain: boolean): Promise<Sealed> {
  keepWorkers({ after: end => t.after(end), mock: t.mock });
  const world = new World(t);
  assert.equal((await world.seqwarden('init')).code, 0);
  const trust = await parseTrust(readFileSync(world.at('config', 'seqwarden', 'trust.json')));
  const make = async (seed: string) => {
    const { out } = await world.seqwarden(
      ...['simulate', 'miseq', '--out', world.at('runs'), '--seed', seed],
      ...['--tiles', '1', '--cycles', '2', '--clusters', '20'],
    );
    const run = out.trimEnd();
    for (const name of [
      'twin',
      'twin 2',
      'empty',
      '-c',
      'a+b %41 ü',
      ...(isPlain ? [] : ['na\xefve', 'new\nline']),
    ])
      writeFileSync(
        isPlain ? join(run, name) : Buffer.from(`${run}/${name}`, 'latin1'),
        name === 'empty' ? '' : name.slice(0, 4),
      );
    if (!isPlain) {
      mkdirSync(join(run, 'nothing here'));
      symlinkSync('RunInfo.xml', join(run, 'link to a file'));
      mkdirSync(join(run, 'only a link'));
      symlinkSync('../..', join(run, 'only a link', 'out'));
    }
    const sealed = async (...more: string[]) => {
      const { code, err } = await world.seqwarden('seal', run, ...more);
      assert.equal(code, 0, err);
    };
    const later = async (name: string) => {
      mkdirSync(join(run, 'Analysis', seed), { recursive: true });
      writeFileSync(join(run, 'Analysis', seed, name), `${name}, later`);
      await sealed('--addendum');
    };
    await sealed();
    await later('report 1');
    await amendSealed(
      run,
      { 'RunInfo.xml': `amended ${seed}` },
      loadSigner(world.at('config', 'seqwarden')),
      trust,
    );
    await later('report 2');
    return new SealedRun(run);
  };
  const [run, other] = [await make('1'), await make('2')];
  run.copyTo(world.at('outside'));
  return { run, other, outside: world.at('outside'), trust };
}

/** All that a person or a program is told, without the words. */
function said({ verdict, unchanged, notCarried, unchangedAddenda, addenda }: VerifyResult): object {
  return {
    ...verdict,
    unchanged,
    notCarried,
    unchangedAddenda,
    addenda: addenda.map(({ identity }) => identity),
  };
}

/** Verifies after each of so many random changes, there as in the folder; `bring` makes the server have what the folder has, or says that it cannot. */
async function assertSame(
  t: TestContext,
  { run, trust, ...site }: Sealed,
  address: RunAddress,
  times: number,
  bring: () => Promise<boolean>,
  isPossible: (change: string) => boolean = () => true,
): Promise<void> {
  const compare = async (change: string) => {
    const here = said(await verifyRun(run.root, undefined, { trust }));
    assert.deepEqual(said(await verifyRemote(address, { trust })), here, change);
    return here;
  };
  assert.ok(await bring());
  assert.partialDeepStrictEqual(await compare('no change'), { exit: 0, codes: [], notCarried: 0 });
  const seed = Number(process.env.SEQWARDEN_SEED ?? Date.now() % 2 ** 31);
  t.diagnostic(`SEQWARDEN_SEED=${seed} makes the same changes again`);
  await fc.assert(
    fc
      .asyncProperty(anyChange, async ({ change, picks }) => {
        fc.pre(isPossible(change));
        fc.pre(CHANGES[change]?.({ run, ...site }, picks) !== undefined && (await bring()));
        await compare(change);
      })
      .afterEach(() => run.restore()),
    { numRuns: times, seed, endOnFailure: true },
  );
}

it(`a run read by sftp:// gets the answer of the folder, after each of ${CHANGES_BY_SFTP} random changes`, async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const site = await sealedSite(t, false);
  const address = parseRunAddress(`sftp://${server.user}@${server.host}:${server.port}${site.run.root}`);
  assert.ok(address !== undefined);
  await assertSame(t, site, address, CHANGES_BY_SFTP, async () => true);
});

it(`a run read by s3:// gets the answer of the folder, after each of ${CHANGES_BY_S3} random changes that a store can hold`, async t => {
  const store = await swiftOrSkip(t);
  if (store === undefined) return;
  const site = await sealedSite(t, true);
  const prefix = `p${randomBytes(6).toString('hex')}`;
  const address = parseRunAddress(`s3://${BUCKET}/${prefix}/RUN`, store.swift.endpoint);
  assert.ok(address !== undefined);
  const mirror = new Mirror(store.account, `${prefix}/RUN`);
  await assertSame(
    t,
    site,
    address,
    CHANGES_BY_S3,
    () => mirror.bring(site.run),
    change => !OF_NO_STORE.test(change),
  );
});

/** Changes of what a store does not hold. */
const OF_NO_STORE = /^a link renamed$|^a sealed (link|empty folder) /;

/** Keeps the objects of a prefix as the files of a folder are. */
class Mirror {
  readonly #account: SwiftAccount;
  readonly #prefix: string;
  readonly #there = new Map<string, string>();

  constructor(account: SwiftAccount, prefix: string) {
    this.#account = account;
    this.#prefix = prefix;
  }

  /** False, and nothing done, where something lies in the folder that a store does not hold. */
  async bring(run: SealedRun): Promise<boolean> {
    const files = new Map<string, Buffer>();
    if (!collect(run, '', files)) return false;
    for (const path of this.#there.keys()) {
      if (files.has(path)) continue;
      await this.#account.remove(BUCKET, `${this.#prefix}/${path}`);
      this.#there.delete(path);
    }
    for (const [path, bytes] of files) {
      const digest = createHash('sha256').update(bytes).digest('hex');
      if (this.#there.get(path) === digest) continue;
      await this.#account.put(BUCKET, `${this.#prefix}/${path}`, bytes);
      this.#there.set(path, digest);
    }
    return true;
  }
}

function collect(run: SealedRun, folder: BytePath, files: Map<string, Buffer>): boolean {
  const names = readdirSync(run.at(folder), { encoding: 'latin1' });
  return (
    names.length > 0 &&
    names.every(name => {
      const path = folder === '' ? name : `${folder}/${name}`;
      const text = Buffer.from(path, 'latin1').toString('utf8');
      // XML of listings carries no control characters, UTF-8 not every byte.
      if (/\p{Cc}|\ufffd|\uffff|\ufffe/u.test(text)) return false;
      const stat = lstatSync(run.at(path));
      if (stat.isDirectory()) return collect(run, path, files);
      if (stat.isFile()) files.set(text, readFileSync(run.at(path)));
      return stat.isFile();
    })
  );
}
