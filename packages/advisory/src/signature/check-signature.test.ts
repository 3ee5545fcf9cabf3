import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { corpusOrSkip, toolOrSkip } from '../../../../scripts/testing/needs.ts';
import { checkSignature, type PublisherKey, readPublisherKeys } from './index.ts';

const DOCUMENT = Buffer.from('{"document":{"title":"A document"}}\n');
const NOW = new Date('2026-11-01T12:00:00Z');

/** A gpg with its own empty home; `at` is the time that it believes in. */
class Gpg {
  readonly home = mkdtempSync(join(tmpdir(), 'gpg-'));

  run(at: string, args: readonly string[], input?: Uint8Array | string): Buffer {
    const stamp = `${at.replaceAll('-', '')}T120000`;
    const options = ['--batch', '--no-tty', '--yes', '--pinentry-mode', 'loopback', '--passphrase', ''];
    return execFileSync('gpg', ['--homedir', this.home, ...options, '--faked-system-time', stamp, ...args], {
      input,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  }

  /** Makes a signing key; gives its fingerprint. */
  makeKey(name: string, at: string, expires = '0'): string {
    this.run(at, ['--quick-generate-key', name, 'ed25519', 'sign', expires]);
    const listed = this.run(at, ['--list-keys', '--with-colons', name]).toString();
    return /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? '';
  }

  sign(name: string, at: string, document: Uint8Array, ...more: string[]): Buffer {
    return this.run(
      at,
      ['--local-user', name, '--digest-algo', 'SHA512', ...more, '--armor', '--detach-sign'],
      document,
    );
  }

  revoke(fingerprint: string, at: string, reason: '1' | '3'): void {
    const home = this.home;
    const certificate = execFileSync(
      'gpg',
      [
        '--homedir',
        home,
        '--no-tty',
        '--command-fd',
        '0',
        '--pinentry-mode',
        'loopback',
        '--passphrase',
        '',
        '--faked-system-time',
        `${at.replaceAll('-', '')}T120000`,
        '--gen-revoke',
        fingerprint,
      ],
      { input: `y\n${reason}\n\ny\n`, stdio: ['pipe', 'pipe', 'ignore'] },
    );
    this.run(at, ['--import'], certificate);
  }

  async keys(name: string, pinned = true, ...form: string[]): Promise<PublisherKey[]> {
    return readPublisherKeys(this.run('2026-10-01', [...form, '--export', name]), 'key.asc', pinned);
  }

  [Symbol.dispose](): void {
    try {
      execFileSync('gpgconf', ['--homedir', this.home, '--kill', 'all'], { stdio: 'ignore' });
    } finally {
      rmSync(this.home, { recursive: true, force: true });
    }
  }
}

describe('an OpenPGP signature over an advisory', () => {
  let gpg: Gpg;
  before(() => {
    gpg = new Gpg();
  });
  after(() => gpg[Symbol.dispose]());
  const needsGpg = (t: TestContext) => toolOrSkip(t, 'gpg') !== undefined;

  test('is good, by a key valid then and trusted now, where gpg made it with a pinned key', async t => {
    if (!needsGpg(t)) return;
    const fingerprint = gpg.makeKey('sound', '2023-01-01');
    const signature = gpg.sign('sound', '2023-10-03', DOCUMENT);
    const check = await checkSignature(signature, DOCUMENT, await gpg.keys('sound', true, '--armor'), NOW);
    assert.deepEqual(check, {
      signature: 'good',
      keyValidThen: true,
      keyTrustedNow: true,
      key: fingerprint,
      madeAt: '2023-10-03T12:00:00.000Z',
      digest: 'sha512',
      why: null,
    });
  });

  test('is bad over other bytes, as gpg says too', async t => {
    if (!needsGpg(t)) return;
    const signature = gpg.sign('sound', '2023-10-03', DOCUMENT);
    const other = Buffer.concat([DOCUMENT, Buffer.from(' ')]);
    const check = await checkSignature(signature, other, await gpg.keys('sound'), NOW);
    assert.deepEqual([check.signature, check.why], ['bad', 'does_not_fit']);
    const file = join(gpg.home, 'signature');
    writeFileSync(file, signature);
    assert.throws(() => gpg.run('2024-01-01', ['--verify', file, '-'], other));
    gpg.run('2024-01-01', ['--verify', file, '-'], DOCUMENT);
  });

  test('is not checked without the publisher’s key, and names the key that it would need', async t => {
    if (!needsGpg(t)) return;
    const fingerprint = gpg.makeKey('stranger', '2023-01-01');
    const signature = gpg.sign('stranger', '2023-10-03', DOCUMENT);
    const check = await checkSignature(signature, DOCUMENT, await gpg.keys('sound'), NOW);
    assert.deepEqual(
      [check.signature, check.why, check.key, check.keyTrustedNow],
      ['not_checked', 'no_key', fingerprint, null],
    );
  });

  test('of a key that came with the advisories is good, and not trusted', async t => {
    if (!needsGpg(t)) return;
    const signature = gpg.sign('sound', '2023-10-03', DOCUMENT);
    const check = await checkSignature(signature, DOCUMENT, await gpg.keys('sound', false), NOW);
    assert.deepEqual([check.signature, check.keyValidThen, check.keyTrustedNow], ['good', true, false]);
  });

  test('stays good after its key ran out', async t => {
    if (!needsGpg(t)) return;
    gpg.makeKey('brief', '2023-01-01', '1y');
    const signature = gpg.sign('brief', '2023-10-03', DOCUMENT);
    const check = await checkSignature(signature, DOCUMENT, await gpg.keys('brief'), NOW);
    assert.deepEqual([check.signature, check.keyValidThen, check.keyTrustedNow], ['good', true, false]);
  });

  test('was good before its key was replaced, and at no time if the key was stolen', async t => {
    if (!needsGpg(t)) return;
    for (const [name, reason, validThen] of [
      ['replaced', '3', true],
      ['stolen', '1', false],
    ] as const) {
      const fingerprint = gpg.makeKey(name, '2023-01-01');
      const signature = gpg.sign(name, '2023-10-03', DOCUMENT);
      gpg.revoke(fingerprint, '2024-05-01', reason);
      const check = await checkSignature(signature, DOCUMENT, await gpg.keys(name), NOW);
      const seen = [check.signature, check.keyValidThen, check.keyTrustedNow];
      assert.deepEqual(seen, ['good', validThen, false], name);
    }
  });

  test('is bad where its digest is one that can be forged', async t => {
    if (!needsGpg(t)) return;
    const more = ['--digest-algo', 'SHA1', '--allow-weak-digest-algos'];
    gpg.run('2023-01-01', ['--quick-generate-key', 'weak', 'rsa2048', 'sign', '0']);
    const signature = gpg.sign('weak', '2023-10-03', DOCUMENT, ...more);
    const check = await checkSignature(signature, DOCUMENT, await gpg.keys('weak'), NOW);
    assert.deepEqual([check.signature, check.why, check.digest], ['bad', 'weak_digest', 'sha1']);
  });

  test('is bad where two stand in one file, or none can be read', async t => {
    if (!needsGpg(t)) return;
    const one = gpg.run('2023-10-03', ['--local-user', 'sound', '--detach-sign'], DOCUMENT);
    const keys = await gpg.keys('sound');
    const two = await checkSignature(Buffer.concat([one, one]), DOCUMENT, keys, NOW);
    assert.deepEqual([two.signature, two.why], ['bad', 'several_signatures']);
    for (const damaged of [
      Buffer.alloc(0),
      Buffer.from('no signature'),
      one.subarray(0, 20),
      Buffer.alloc(70_000, 1),
    ]) {
      const check = await checkSignature(damaged, DOCUMENT, keys, NOW);
      assert.deepEqual([check.signature, check.why], ['bad', 'unreadable']);
    }
  });

  test('of CISA over its advisory names key and time, and is not checked without the key', async t => {
    const folder = corpusOrSkip(t, 'csaf', 'illumina');
    if (folder === undefined) return;
    const document = readFileSync(join(folder, 'icsma-23-117-01.json'));
    const signature = readFileSync(join(folder, 'icsma-23-117-01.json.asc'));
    const check = await checkSignature(signature, document, [], NOW);
    assert.equal(check.signature, 'not_checked');
    assert.equal(check.key, '144AED0A57BE7D4AE835D9D8CAC5AC4F74164B17');
    assert.equal(check.madeAt?.slice(0, 10), '2023-10-03');
    assert.equal(check.digest, 'sha512');
  });

  test('a secret key, and what is none, are refused', async t => {
    if (!needsGpg(t)) return;
    const secret = gpg.run('2023-10-03', ['--armor', '--export-secret-keys', 'sound']);
    const refused = { code: 'PUBLISHER_KEY_UNUSABLE' };
    await assert.rejects(readPublisherKeys(secret, 'key.asc', true), refused);
    const binary = gpg.run('2023-10-03', ['--export-secret-keys', 'sound']);
    await assert.rejects(readPublisherKeys(binary, 'key.asc', true), refused);
    await assert.rejects(readPublisherKeys(Buffer.from('hello'), 'key.asc', true), refused);
    await assert.rejects(readPublisherKeys(Buffer.alloc(0), 'key.asc', true), refused);
  });
});
