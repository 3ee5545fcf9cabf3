import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { configFolder, loadSigner, logFolder } from '@seqwarden/agent/config';
import { findOwnLogKey, lockBundles } from '@seqwarden/agent/register';
import { Log, type LogKey } from '@seqwarden/log';
import { decodeBundle, encodeBundle } from '@seqwarden/log/reading';
import { encodeHold, signEnvelope } from '@seqwarden/proof';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

const STATED = {
  statedAt: '2026-03-01T12:00:00.000Z',
  tool: { name: 'seqwarden', version: '0.1.0' },
} as const;

describe('records that go from site to site', () => {
  keepWorkers({ after, mock });
  const lab = new World({ after });
  let key: LogKey;
  let run = '';
  let files = 0;

  before(async () => {
    assert.equal((await lab.seqwarden('init')).code, 0);
    const own = findOwnLogKey(configFolder(lab.env), lab.env);
    assert.ok(own);
    key = own;
    const made = await lab.simulated();
    run = basename(made);
    assert.equal((await lab.seqwarden('copy', made, '--to', lab.at('archive'))).code, 0);
  });

  /** A site that has the lab's trust file and nothing else. */
  function site(): World {
    const world = new World({ after });
    cpSync(lab.trustFile, world.at('trust.json'));
    return world;
  }

  const trustOf = (world: World) => ['--trust', world.at('trust.json')];
  const take = (world: World, file: string, ...argv: string[]) =>
    world.seqwarden('bundle', 'import', file, ...trustOf(world), ...argv);
  const kept = (world: World) => readdirSync(world.at('state', 'seqwarden', 'bundles', key.id)).sort();
  const newFile = () => {
    files += 1;
    return lab.at(`${files}.bundle`);
  };

  async function exported(...argv: string[]): Promise<string> {
    const file = newFile();
    const { code, err } = await lab.seqwarden('bundle', 'export', '--out', file, ...argv);
    assert.equal(code, 0, err);
    return file;
  }

  function changed(file: string, change: (bundle: ReturnType<typeof decodeBundle>) => object): string {
    const bundle = decodeBundle(readFileSync(file));
    const path = newFile();
    writeFileSync(path, encodeBundle({ ...bundle, ...change(bundle) }));
    return path;
  }

  /** The lab's register as it was copied, with more entries: one history of several. */
  async function grown(folder: string, ...what: string[]): Promise<string> {
    const log = await Log.open(folder, key);
    const { keyid, sign } = loadSigner(configFolder(lab.env), lab.env);
    for (const reason of what) {
      const hold = encodeHold('ab'.repeat(32), { action: 'hold', lifts: null, reason, ...STATED });
      await log.append(await signEnvelope(hold, keyid, sign));
    }
    await log.close();
    return folder;
  }

  function copyOfLog(): string {
    const folder = newFile();
    cpSync(logFolder(lab.env), folder, { recursive: true });
    return folder;
  }

  it('a run goes with what was said of it and of all keys, and log show reads it there', async () => {
    const there = site();
    const file = await exported('--run', run);
    const { code, out, err } = await take(there, file, '--json');
    assert.equal(code, 0, err + out);
    const answer = JSON.parse(out);
    assert.deepEqual([answer.log, answer.records, answer.size, answer.findings], [key.id, 4, 4, []]);
    assert.deepEqual(readFileSync(answer.path), readFileSync(file));
    const shown = await there.seqwarden(
      'log',
      'show',
      answer.path,
      ...trustOf(there),
      '--kind',
      'seal',
      '--json',
    );
    assert.equal(shown.code, 0, shown.err);
    const [seal] = JSON.parse(shown.out).entries;
    assert.deepEqual([seal.index, seal.kind], [2, 'seal']);
    assert.equal((await take(there, file)).code, 0, 'once more changes nothing');
    assert.equal(kept(there).length, 2);
  });

  it('who asks for nothing, or for all and a part, is told so; a name that is taken stays', async () => {
    for (const argv of [
      [],
      ['--all', '--kind', 'seal'],
      ['--all', '--from', '1e3'],
      ['--all', '--from', '-1'],
    ]) {
      const { err } = await lab.seqwarden('bundle', 'export', '--out', newFile(), ...argv);
      assert.match(err, /\[USAGE\]/);
    }
    const file = await exported('--all');
    const before = readFileSync(file);
    assert.match((await lab.seqwarden('bundle', 'export', '--all', '--out', file)).err, /\[USAGE\]/);
    assert.deepEqual(readFileSync(file), before);
  });

  it('a later one is taken if it shows that it goes on from the one before, never the other way', async () => {
    const there = site();
    const early = await exported('--kind', 'seal');
    assert.equal((await take(there, early)).code, 0);
    const later = await grown(copyOfLog(), 'a', 'b');
    const bare = await exported(later, '--kind', 'seal');
    const refused = await take(there, bare);
    assert.equal(refused.code, 3);
    assert.match(refused.err, /ask for one with --from 4 \[LOG_PROOF_MISSING\]/);
    const stepped = await exported(later, '--kind', 'seal', '--from', '4');
    assert.equal((await take(there, stepped)).code, 0);
    const back = await take(there, early);
    assert.equal(back.code, 2);
    assert.match(back.err, /\[LOG_BEHIND\]/);
    const whole = site();
    assert.equal((await take(whole, early)).code, 0);
    assert.equal((await take(whole, await exported(later, '--all'))).code, 0, 'all of it shows it, too');
  });

  it('one import at a time: what an earlier one found is known to the next', async () => {
    const [there, other] = [site(), site()];
    const early = await exported('--all');
    assert.equal((await take(other, await exported(await grown(copyOfLog(), 'a', 'b'), '--all'))).code, 0);
    const letGo = await lockBundles(there.env);
    const waiting = take(there, early);
    await setTimeout(300);
    cpSync(other.at('state', 'seqwarden', 'bundles'), there.at('state', 'seqwarden', 'bundles'), {
      recursive: true,
    });
    letGo();
    const { code, err } = await waiting;
    assert.deepEqual([code, /\[LOG_BEHIND\]/.test(err)], [2, true]);
  });

  it('two histories are found, and the file of the other one is kept', async () => {
    const there = site();
    assert.equal(
      (await take(there, await exported(await grown(copyOfLog(), 'one'), '--kind', 'seal'))).code,
      0,
    );
    const same = await exported(await grown(copyOfLog(), 'another'), '--kind', 'seal');
    const longer = await exported(await grown(copyOfLog(), 'another', 'more'), '--all');
    const before = kept(there);
    for (const file of [same, longer]) {
      const { code, err } = await take(there, file);
      assert.equal(code, 1);
      assert.match(err, /is kept as .*fork-[0-9a-f]{32}\.bundle \[LOG_FORKED\]/);
    }
    assert.deepEqual(
      kept(there)
        .filter(name => !before.includes(name))
        .map(name => name.replace(/-.*/, '')),
      ['fork', 'fork'],
    );
  });

  it('what was changed, cut, or is of nobody is refused, and nothing of it is kept', async () => {
    const there = site();
    const good = await exported('--all', '--from', '2');
    const attempts: Readonly<Record<string, [string, string]>> = {
      'another entry': [
        changed(good, ({ records }) => ({
          records: records.map((one, at) => (at === 2 ? { ...one, entry: one.entry.with(5, 0x20) } : one)),
        })),
        'LOG_PROOF_INVALID',
      ],
      'another place': [
        changed(good, ({ records }) => ({ records: records.slice(2, 3).map(one => ({ ...one, index: 3 })) })),
        'LOG_PROOF_INVALID',
      ],
      'another size': [
        changed(good, ({ checkpoint }) => ({
          checkpoint: new Uint8Array(
            Buffer.from(Buffer.from(checkpoint).toString().replace('\n4\n', '\n5\n')),
          ),
        })),
        'CHECKPOINT_SIGNATURE_INVALID',
      ],
    };
    const junk = newFile();
    writeFileSync(junk, readFileSync(good).subarray(0, -1));
    for (const [name, [file, code]] of Object.entries({
      ...attempts,
      cut: [junk, 'LOG_BUNDLE_MALFORMED'] as const,
    }))
      assert.match((await take(there, file)).err, new RegExp(`\\[${code}\\]`), name);
    const stranger = new World({ after });
    assert.equal((await stranger.seqwarden('init')).code, 0);
    assert.match((await stranger.seqwarden('bundle', 'import', good)).err, /\[LOG_UNKNOWN\]/);
    assert.ok(!existsSync(there.at('state', 'seqwarden', 'bundles')));
  });

  it('a key that ended is told of, though the record of its end is left out', async () => {
    const there = site();
    const trust = JSON.parse(readFileSync(there.at('trust.json'), 'utf8'));
    const [sealKey] = trust.sealKeys;
    sealKey.validUntil = STATED.statedAt;
    sealKey.inLog = { from: 1, until: 2, ended: 'compromised' };
    trust.checkpoint = readFileSync(join(logFolder(lab.env), key.id, 'checkpoint'), 'utf8');
    writeFileSync(there.at('trust.json'), `${JSON.stringify(trust, null, 2)}\n`);
    const { code, out, err } = await take(there, await exported('--kind', 'seal'));
    assert.equal(code, 1, err);
    assert.match(out, /^ {2}place 2: .*\[KEY_REVOKED\]$/m);
  });

  it('a record that is left out cannot hide where keys came from', async () => {
    const there = site();
    const file = changed(await exported('--all'), ({ records }) => ({ records: records.toSpliced(1, 1) }));
    const { code, out, err } = await take(there, file);
    assert.equal(code, 3, err);
    assert.match(out, /\[KEY_NOT_ENROLLED\]/);
    rmSync(join(there.at('state')), { recursive: true });
  });
});
