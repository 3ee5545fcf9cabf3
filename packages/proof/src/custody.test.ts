import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import {
  bytesFrom,
  digestOf,
  EXAMPLE_PREDICATE,
  newKey,
  type Sealed,
  sealManifest,
  type TestKey,
  trustedKey,
  trustIn,
} from '../test/sealed-example.ts';
import type { Bytes } from './bytes.ts';
import { CUSTODY_FILES, PROOF_FILE, type SealCheck, verifySeal } from './custody.ts';
import { sha256 } from './digest.ts';
import { decodeEnvelope, signEnvelope } from './dsse.ts';
import { manifestLine } from './manifest.ts';
import { sigstoreBundle } from './sigstore-bundle.ts';
import { signSsh } from './sshsig.ts';
import type { Trust } from './trust.ts';

const MANIFEST = bytesFrom(manifestLine('RunInfo.xml', 'ab'.repeat(32)), 'latin1');

const codes = (check: SealCheck) => check.findings.map(({ code }) => code);

describe('a seal', () => {
  let key: TestKey;
  let other: TestKey;
  let sealed: Sealed;
  let trust: Trust;
  before(async () => {
    [key, other] = [newKey(), newKey()];
    sealed = await sealManifest(MANIFEST, key);
    trust = trustIn([trustedKey(key), trustedKey(other)]);
  });

  /** The codes for these changes to the files of `Custody/`. */
  async function codesWith(changes: Record<string, Bytes | undefined>, using = trust): Promise<string[]> {
    const files = new Map(sealed.custody);
    for (const [name, content] of Object.entries(changes)) {
      if (content === undefined) files.delete(name);
      else files.set(name, content);
    }
    const manifestSha256 = await sha256(files.get('SHA256SUMS') ?? new Uint8Array());
    return codes(await verifySeal(files, using, { manifestSha256 }));
  }

  test('that a trusted key made is good, whichever place the key has in the trust file', async () => {
    for (const sealKeys of [trust.sealKeys, trust.sealKeys.toReversed()]) {
      const check = await verifySeal(sealed.custody, trustIn(sealKeys), sealed);
      assert.ok(check.ok);
      assert.equal(check.key.keyid, key.keyid);
      assert.deepEqual(check.seal, EXAMPLE_PREDICATE);
      assert.equal(check.identity, digestOf(sealed.custody.get('seal.intoto.json') ?? new Uint8Array()));
    }
  });

  test('with any byte of its files changed is never good, and the changed file is named', async () => {
    const CODES: Record<string, RegExp> = {
      SHA256SUMS: /^MANIFEST_MISMATCH$/,
      'SHA256SUMS.sig': /^SSHSIG_/,
      'seal.intoto.json': /^(ENVELOPE_|SIGNATURE_INVALID|UNKNOWN_KEY|KEYID_MISMATCH)/,
      'seal.sigstore.json': /^BUNDLE_MISMATCH$/,
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sealed.custody.keys()),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (name, where, xor) => {
          const content = sealed.custody.get(name) ?? new Uint8Array();
          const at = where % content.length;
          const found = await codesWith({ [name]: content.with(at, (content[at] ?? 0) ^ xor) });
          assert.ok(
            found.some(code => CODES[name]?.test(code)),
            `${name}: ${found.join()}`,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('that is not there at all is told from one that lacks a file', async () => {
    const check = await verifySeal(new Map(), trust, sealed);
    assert.deepEqual(codes(check), ['UNSIGNED']);
    for (const name of CUSTODY_FILES.filter(name => name !== PROOF_FILE)) {
      assert.ok((await codesWith({ [name]: undefined })).includes('CUSTODY_FILE_MISSING'));
    }
  });

  test('beside which a stranger’s file lies is not good', async () => {
    for (const name of [
      'notes.txt',
      'seal.tlog-proof.sig',
      'addenda/0001/SHA256SUMS',
      'sha256sums',
      '__proto__',
    ]) {
      const files = new Map(sealed.custody).set(name, new Uint8Array());
      assert.deepEqual(codes(await verifySeal(files, trust, sealed)), ['CUSTODY_STRANGER']);
    }
  });

  test('of a key that the trust file does not know is told, with the key id to ask for', async () => {
    const check = await verifySeal(sealed.custody, trustIn([trustedKey(other)]), sealed);
    assert.deepEqual(codes(check), ['UNKNOWN_KEY']);
    assert.ok(!check.ok && check.seal === undefined && !check.listIsSealed);
    assert.equal(check.claimedKeyid, key.keyid);
  });

  test('that was signed before or after the validity of its key is told, the last instant included', async () => {
    const sealedAt = EXAMPLE_PREDICATE.sealedAt;
    const within = async (validFrom: string, validUntil: string | null) =>
      codesWith({}, trustIn([trustedKey(key, { validFrom, validUntil })]));
    assert.deepEqual(await within(sealedAt, '2026-11-22T18:41:02.501Z'), []);
    assert.deepEqual(await within('2026-11-22T18:41:02.501Z', null), ['KEY_NOT_VALID_THEN']);
    assert.deepEqual(await within('2026-01-01T00:00:00.000Z', sealedAt), ['KEY_NOT_VALID_THEN']);
  });

  test('whose key id names another trusted key is refused', async () => {
    const { payload } = decodeEnvelope(sealed.custody.get('seal.intoto.json') ?? new Uint8Array());
    for (const keyid of [other.keyid, '0'.repeat(64)]) {
      const envelope = await signEnvelope(payload, keyid, key.sign);
      const changes = { 'seal.intoto.json': envelope, 'seal.sigstore.json': sigstoreBundle(envelope, keyid) };
      assert.deepEqual(await codesWith(changes), ['KEYID_MISMATCH']);
    }
  });

  test('whose list was rewritten along with the data is refused, even if the SSH signature is of a trusted key', async () => {
    const manifest = bytesFrom(manifestLine('RunInfo.xml', 'cd'.repeat(32)), 'latin1');
    assert.deepEqual(await codesWith({ SHA256SUMS: manifest }), ['MANIFEST_MISMATCH', 'SSHSIG_INVALID']);
    const signature = await signSsh(await sha256(manifest), other.spki, other.sign);
    const changes = { SHA256SUMS: manifest, 'SHA256SUMS.sig': signature };
    assert.deepEqual(await codesWith(changes), ['MANIFEST_MISMATCH', 'SSHSIG_INVALID']);
  });

  test('made of parts of two seals is refused', async () => {
    const second = await sealManifest(MANIFEST, key);
    const bundle = second.custody.get('seal.sigstore.json');
    assert.deepEqual(await codesWith({ 'seal.sigstore.json': bundle }), ['BUNDLE_MISMATCH']);
  });

  test('that signs something else than a seal is refused', async () => {
    const envelope = await signEnvelope(bytesFrom('{"_type":"x"}'), key.keyid, key.sign);
    const bundle = sigstoreBundle(envelope, key.keyid);
    assert.deepEqual(await codesWith({ 'seal.intoto.json': envelope, 'seal.sigstore.json': bundle }), [
      'STATEMENT_MALFORMED',
    ]);
  });

  test('that a later one replaced is refused when it is put back', async () => {
    const seal = digestOf(sealed.custody.get('seal.intoto.json') ?? new Uint8Array());
    const superseded = [{ seal, by: 'cd'.repeat(32) }];
    assert.deepEqual(await codesWith({}, { ...trust, superseded }), ['SEAL_SUPERSEDED']);
  });
});
