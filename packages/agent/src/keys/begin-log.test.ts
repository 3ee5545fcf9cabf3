import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { Log } from '@seqwarden/log';
import { parseTrust, SeqwardenError } from '@seqwarden/proof';
import { LOG_KEY_FILE, logFolder, TRUST_FILE } from '../config/config-folder.ts';
import { init } from '../config/init.ts';
import { changeOwnTrust } from '../config/own-trust.ts';
import { type Signer, signerFromKey } from '../config/signer.ts';
import { loadOwnLogKey } from '../register/own-log-key.ts';
import { beginLog } from './begin-log.ts';
import { changeKeys } from './change-keys.ts';
import type { LogAccount } from './log-account.ts';
import { readLogKeys } from './read-log-keys.ts';

const failsWith = (code: string) => (error: unknown) =>
  error instanceof SeqwardenError && error.code === code;

function newSigner(): Signer {
  return signerFromKey(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey);
}

const MADE = new Date('2026-11-20T08:00:00.000Z');

/** An account with a seal key, as it was before there was a log. */
function account(t: TestContext): LogAccount & { readonly sealKey: Signer } {
  const home = mkdtempSync(join(tmpdir(), 'seqwarden-log-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const folder = join(home, 'config');
  const { signer } = init(folder, 'lab A', MADE);
  const env = { XDG_STATE_HOME: join(home, 'state') };
  return {
    folder,
    env,
    now: () => new Date(),
    version: '0.0.0-test',
    openLog: async () => {
      const log = await Log.open(logFolder(env), loadOwnLogKey(folder, env));
      t.after(() => log.close());
      return log;
    },
    sealKey: signer,
  };
}

const trustOf = async ({ folder }: LogAccount) => parseTrust(readFileSync(join(folder, TRUST_FILE)));

describe('a log is begun', () => {
  it('with the administrator as its root and the seal key enrolled from when it was made, and the trust file says so', async t => {
    const own = account(t);
    const administrator = newSigner();
    const { states, asOf } = await beginLog(own, { administrator: () => administrator, label: 'lab A' });
    assert.deepEqual(states.refusals, []);
    assert.equal(asOf.checkpoint.size, 2);
    const trust = await trustOf(own);
    const [root] = trust.administratorKeys;
    const [seal] = trust.sealKeys;
    assert.deepEqual([root?.keyid, root?.places[0]?.from], [administrator.keyid, 0]);
    assert.deepEqual(
      [seal?.keyid, seal?.places[0]?.from, seal?.validFrom],
      [own.sealKey.keyid, 1, MADE.toISOString()],
    );
    assert.equal(trust.logs[0]?.asOf?.file, asOf.file);
    assert.equal(trust.logRequired, false);
    assert.equal(statSync(join(own.folder, LOG_KEY_FILE)).mode & 0o777, 0o600);
  });

  it('once', async t => {
    const own = account(t);
    const administrator = newSigner();
    await beginLog(own, { administrator: () => administrator, label: '' });
    const before = await trustOf(own);
    await assert.rejects(
      beginLog(own, { administrator: () => administrator, label: '' }),
      failsWith('LOG_EXISTS'),
    );
    await assert.rejects(
      beginLog(own, { administrator: () => newSigner(), label: '' }),
      failsWith('LOG_EXISTS'),
    );
    assert.deepEqual(await trustOf(own), before);
  });

  it('after an attempt that came no further than the key, or whose administrator did not sign', async t => {
    const own = account(t);
    const silent = {
      ...newSigner(),
      sign: () => Promise.reject(new SeqwardenError('SSH_AGENT_UNUSABLE', 'gone')),
    };
    await assert.rejects(
      beginLog(own, { administrator: () => silent, label: '' }),
      failsWith('SSH_AGENT_UNUSABLE'),
    );
    const { id } = loadOwnLogKey(own.folder, own.env);
    await beginLog(own, { administrator: () => newSigner(), label: '' });
    assert.equal(loadOwnLogKey(own.folder, own.env).id, id);
  });

  it('not a second time under its key, where it was lost', async t => {
    const own = account(t);
    const administrator = newSigner();
    await beginLog(own, { administrator: () => administrator, label: '' });
    rmSync(logFolder(own.env), { recursive: true });
    await assert.rejects(
      beginLog(own, { administrator: () => administrator, label: '' }),
      failsWith('LOG_MISSING'),
    );
  });

  it('not by an account that has no seal key', async t => {
    const own = account(t);
    rmSync(join(own.folder, 'seal-key.pem'));
    await assert.rejects(
      beginLog(own, { administrator: () => newSigner(), label: '' }),
      failsWith('KEY_MISSING'),
    );
  });
});

describe('what is said of keys', () => {
  it('is refused before it stands in the log, where it would not count', async t => {
    const own = account(t);
    const administrator = newSigner();
    await beginLog(own, { administrator: () => administrator, label: '' });
    const added = {
      action: 'enrolled',
      key: newSigner(),
      role: 'person',
      label: '',
      reason: 'added',
    } as const;
    await assert.rejects(
      changeKeys(own, newSigner(), () => [added]),
      failsWith('KEY_NOT_ENROLLED'),
    );
    await assert.rejects(
      changeKeys(own, own.sealKey, () => [added]),
      failsWith('KEY_WITHOUT_RIGHT'),
    );
    const twice = changeKeys(own, administrator, () => [{ ...added, key: own.sealKey }]);
    await assert.rejects(twice, failsWith('KEY_STATEMENT_CONTRADICTS'));
    const key = loadOwnLogKey(own.folder, own.env);
    const path = join(logFolder(own.env), key.id, 'checkpoint');
    assert.match(readFileSync(path, 'utf8'), /^[^\n]+\n2\n/);
  });

  it('holds up nobody who needs the trust file while a person is asked to sign, and loses nothing of what they wrote', async t => {
    const own = account(t);
    const administrator = newSigner();
    await beginLog(own, { administrator: () => administrator, label: '' });
    const seal = 'ab'.repeat(32);
    const slow: Signer = {
      ...administrator,
      sign: async message => {
        await changeOwnTrust(own.folder, trust => ({
          ...trust,
          superseded: [{ seal, by: 'cd'.repeat(32) }],
        }));
        return administrator.sign(message);
      },
    };
    await changeKeys(own, slow, () => [
      { action: 'enrolled', key: newSigner(), role: 'person', label: '', reason: 'added' },
    ]);
    const { superseded, personKeys } = await trustOf(own);
    assert.deepEqual([superseded[0]?.seal, personKeys.length], [seal, 1]);
  });

  it('comes into the trust file with its place, one after the other where several speak at once', async t => {
    const own = account(t);
    const administrator = newSigner();
    await beginLog(own, { administrator: () => administrator, label: '' });
    const persons = [newSigner(), newSigner(), newSigner()];
    await Promise.all(
      persons.map(key =>
        changeKeys(own, administrator, () => [
          { action: 'enrolled', key, role: 'person', label: '', reason: 'added' },
        ]),
      ),
    );
    const next = newSigner();
    const { states } = await changeKeys(own, own.sealKey, () => [
      { action: 'rotated', key: next, label: 'new', replaces: own.sealKey.keyid, reason: 'routine' },
    ]);
    assert.deepEqual(states.refusals, []);
    const { personKeys, sealKeys } = await trustOf(own);
    assert.deepEqual(personKeys.map(({ places }) => places[0]?.from).sort(), [2, 3, 4]);
    assert.deepEqual(
      sealKeys.map(({ keyid, places: [place] }) => [keyid, place?.from, place?.until, place?.ended]),
      [
        [own.sealKey.keyid, 1, 5, 'rotated'],
        [next.keyid, 5, null, null],
      ],
    );
  });
});

describe('a log that is read', () => {
  /** A copy of an account's published log, with three entries. */
  async function published(t: TestContext) {
    const own = account(t);
    const administrator = newSigner();
    const { asOf: young } = await beginLog(own, { administrator: () => administrator, label: '' });
    const key = loadOwnLogKey(own.folder, own.env);
    const from = join(logFolder(own.env), key.id);
    const old = join(own.folder, 'old');
    cpSync(from, old, { recursive: true });
    const added = {
      action: 'enrolled',
      key: newSigner(),
      role: 'person',
      label: '',
      reason: 'added',
    } as const;
    const { asOf: grown } = await changeKeys(own, administrator, () => [added]);
    const folder = join(own.folder, 'published');
    cpSync(from, folder, { recursive: true });
    const read = (base: string) => ({
      key: key.verifier,
      read: (path: string) => readFile(join(base, path)).catch(() => undefined),
    });
    return { own, young: young.checkpoint, grown: grown.checkpoint, folder, read, old };
  }

  it('is the one that was known, and longer', async t => {
    const { young, grown, folder, read } = await published(t);
    for (const known of [undefined, young, grown])
      assert.equal((await readLogKeys(read(folder), known)).asOf.checkpoint.size, 3);
  });

  it('is not shorter than what was known, and has no other history', async t => {
    const { young, grown, folder, read, old } = await published(t);
    await assert.rejects(readLogKeys(read(old), grown), failsWith('LOG_BEHIND'));
    for (const known of [young, grown]) {
      const other = { ...known, root: known.root.with(0, (known.root[0] ?? 0) ^ 1) };
      await assert.rejects(readLogKeys(read(folder), other), failsWith('LOG_FORKED'));
    }
  });

  it('has every entry as it was signed', async t => {
    const { folder, read } = await published(t);
    const path = join(folder, 'tile', 'entries', '000.p', '3');
    const bundle = readFileSync(path);
    writeFileSync(path, bundle.with(bundle.length - 1, 0x20));
    await assert.rejects(readLogKeys(read(folder)), failsWith('LOG_DAMAGED'));
    writeFileSync(path, bundle.subarray(0, -1));
    await assert.rejects(readLogKeys(read(folder)), failsWith('TILE_MALFORMED'));
    rmSync(path);
    await assert.rejects(readLogKeys(read(folder)), failsWith('LOG_UNREADABLE'));
  });

  it('is of the log that is trusted', async t => {
    const [one, other] = [await published(t), await published(t)];
    const { key } = one.read(one.folder);
    await assert.rejects(readLogKeys({ ...other.read(other.folder), key }), failsWith('CHECKPOINT_UNSIGNED'));
  });
});
