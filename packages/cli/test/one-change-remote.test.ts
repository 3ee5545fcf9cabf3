import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import {
  parseRunAddress,
  type RunAddress,
  type VerifyResult,
  verifyRemote,
  verifyRun,
} from '@seqwarden/agent/verify';
import type { BytePath, Trust } from '@seqwarden/proof';
import fc from 'fast-check';
import { amendSealed } from '../../agent/test/support/amend.ts';
import { BUCKET } from '../../agent/test/support/s3/place-at-s3.ts';
import type { SwiftAccount } from '../../agent/test/support/s3/swift-account.ts';
import { swiftOrSkip } from '../../agent/test/support/s3/with-swift.ts';
import { serverOrSkip } from '../../agent/test/support/ssh-server.ts';
import { anyChange, CHANGES, type Site } from './changes.ts';
import { keepWorkers } from './kept-workers.ts';
import { SealedRun } from './sealed-run.ts';
import { accountWithLog } from './with-log.ts';
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
  const { trust, signer, log } = await accountWithLog(world);
  t.after(() => log.close());
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
    await amendSealed(run, { 'RunInfo.xml': `amended ${seed}` }, signer, trust);
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

/** In `Custody/addenda/`, where random hardly gets. */
const IN_ADDENDA: Readonly<Record<string, (at: (path: string) => string) => void>> = {
  'a link in place of all addenda': at => aside(at, ''),
  'a link in place of an addendum': at => aside(at, '0002'),
  'a link in place of its amended files': at => aside(at, '0002/files'),
  'a link in place of its list': at => aside(at, '0002/SHA256SUMS'),
  'an empty folder in place of a list': at => {
    unlinkSync(at('0001/SHA256SUMS'));
    mkdirSync(at('0001/SHA256SUMS'));
  },
  'an addendum more, that is empty': at => mkdirSync(at('0004')),
  'a file in place of an addendum more': at => writeFileSync(at('0004'), ''),
  'something beside the addenda': at => writeFileSync(at('note'), ''),
  'a folder of amended files where there are none': at => mkdirSync(at('0001/files')),
  'an amended file more, in a folder of its own': at => {
    mkdirSync(at('0002/files/new'));
    writeFileSync(at('0002/files/new/x'), 'x');
  },
  'an amended file larger than what was signed': at => appendFileSync(at('0002/files/RunInfo.xml'), 'x'),
  'no addendum at all, but their folder': at => {
    for (const number of ['0001', '0002', '0003']) rmSync(at(number), { recursive: true });
  },
};

/** Moves an entry out of the run and leaves a link to it. */
function aside(at: (path: string) => string, path: string): void {
  const to = `${at('').replace(/\/runs\/.*/, '')}/aside`;
  rmSync(to, { recursive: true, force: true });
  renameSync(at(path).replace(/\/$/, ''), to);
  symlinkSync(to, at(path).replace(/\/$/, ''));
}

it('odd things among the addenda get the answer of the folder by sftp://, too', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const { run, trust } = await sealedSite(t, false);
  const address = parseRunAddress(`sftp://${server.user}@${server.host}:${server.port}${run.root}`);
  assert.ok(address !== undefined);
  for (const [what, change] of Object.entries(IN_ADDENDA)) {
    change(path => join(run.root, 'Custody/addenda', path));
    const here = said(await verifyRun(run.root, undefined, { trust }));
    assert.partialDeepStrictEqual(here, { exit: 1 }, what);
    assert.deepEqual(said(await verifyRemote(address, { trust })), here, what);
    run.restore();
  }
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
