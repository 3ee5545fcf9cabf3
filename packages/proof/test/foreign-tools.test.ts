import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { toolOrSkip } from '../../../scripts/testing/needs.ts';
import {
  allowedSignersLine,
  type BytePath,
  type Bytes,
  bytePathToBytes,
  decodeEnvelope,
  derFromRaw,
  PAYLOAD_TYPE,
  pae,
} from '../src/index.ts';
import { bytesFrom, manifestOf, newKey, type Sealed, sealManifest, type TestKey } from './sealed-example.ts';

/** Ordinary names and those that need an escape, are not UTF-8, or look like an option or a mark. */
const NAMES: readonly BytePath[] = [
  'RunInfo.xml',
  'Data/Intensities/s_1_1101.bcl',
  'a\nb',
  'a\\b',
  'a\rb',
  '\\',
  '\n',
  'x\\n',
  'na\xefve\xff',
  'na\xc3\xafve',
  ' blank ',
  '*star',
  '-c',
  '#x',
];

describe('I12: what was sealed is accepted, and altered it is refused, by', () => {
  let folder: string;
  let key: TestKey;
  let sealed: Sealed;
  const pathOf = (path: BytePath) => Buffer.concat([Buffer.from(`${folder}/`), bytePathToBytes(path)]);
  const custody = (name: string) => sealed.custody.get(name) ?? new Uint8Array();

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'seqwarden-foreign-'));
    const files = new Map(NAMES.map(name => [name, bytesFrom(`content of ${name}`, 'latin1')]));
    for (const [path, content] of files) {
      mkdirSync(dirname(pathOf(path).toString('latin1')), { recursive: true });
      writeFileSync(pathOf(path), content);
    }
    key = newKey();
    sealed = await sealManifest(manifestOf(files), key);
    for (const [name, content] of sealed.custody) write(`Custody/${name}`, content);
    write('allowed_signers', bytesFrom(allowedSignersLine(key.spki)));
    const pem = createPublicKey({ key: Buffer.from(key.spki), type: 'spki', format: 'der' });
    write('key.pem', bytesFrom(pem.export({ type: 'spki', format: 'pem' }).toString()));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function write(name: string, content: Uint8Array): void {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }

  test('sha256sum, with every kind of name', t => {
    if (toolOrSkip(t, 'sha256sum') === undefined) return;
    const check = () =>
      spawnSync('sha256sum', ['--check', '--strict', '--quiet', 'Custody/SHA256SUMS'], { cwd: folder });
    assert.equal(check().status, 0, check().stderr.toString());

    const original = readFileSync(pathOf('a\nb'));
    writeFileSync(pathOf('a\nb'), 'changed');
    assert.equal(check().status, 1);
    writeFileSync(pathOf('a\nb'), original);
  });

  test('sha256sum, which writes the same list byte for byte', t => {
    if (toolOrSkip(t, 'sha256sum') === undefined || toolOrSkip(t, 'find') === undefined) return;
    const script =
      "find . -type f -not -path './Custody/*' -not -name allowed_signers -not -name key.pem -print0 | cut -zc3- | LC_ALL=C sort -z | xargs -0 sha256sum --";
    assert.deepEqual(
      new Uint8Array(execFileSync('/bin/sh', ['-c', script], { cwd: folder })),
      custody('SHA256SUMS'),
    );
  });

  test('ssh-keygen', t => {
    if (toolOrSkip(t, 'ssh-keygen') === undefined) return;
    const verify = (list: Uint8Array, namespace = 'run-seal@seqwarden') =>
      spawnSync(
        'ssh-keygen',
        [
          ...['-Y', 'verify', '-f', 'allowed_signers', '-I', 'seal@seqwarden'],
          ...['-n', namespace, '-s', 'Custody/SHA256SUMS.sig'],
        ],
        { cwd: folder, input: list },
      ).status;
    const list = custody('SHA256SUMS');
    assert.equal(verify(list), 0);
    assert.notEqual(verify(list.with(5, (list[5] ?? 0) ^ 1)), 0);
    assert.notEqual(verify(list, 'git'), 0);
  });

  test('openssl', t => {
    if (toolOrSkip(t, 'openssl') === undefined) return;
    const { payload, raw } = decodeEnvelope(custody('seal.intoto.json'));
    const verify = (message: Bytes) => {
      write('message', message);
      write('message.sig', derFromRaw(raw));
      const status = spawnSync(
        'openssl',
        ['dgst', '-sha256', '-verify', 'key.pem', '-signature', 'message.sig', 'message'],
        {
          cwd: folder,
        },
      ).status;
      rmSync(join(folder, 'message'));
      rmSync(join(folder, 'message.sig'));
      return status;
    };
    assert.equal(verify(pae(PAYLOAD_TYPE, payload)), 0);
    assert.notEqual(verify(pae(PAYLOAD_TYPE, payload.with(99, 0))), 0);
  });

  test('@sigstore/verify', () => {
    const publicKey = createPublicKey({ key: Buffer.from(key.spki), type: 'spki', format: 'der' });
    const root = {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      certificateAuthorities: [],
      timestampAuthorities: [],
      tlogs: [],
      ctlogs: [],
    };
    const trust = toTrustMaterial(root, hint => {
      assert.equal(hint, key.keyid);
      return { publicKey, validFor: () => true };
    });
    const verifier = new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });
    const text = new TextDecoder().decode(custody('seal.sigstore.json'));
    const verify = (json: string) => verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(json))));
    verify(text);
    const altered = text.replace(/(?<="payload":".{200})./, letter => (letter === 'A' ? 'B' : 'A'));
    assert.throws(() => verify(altered), { code: 'SIGNATURE_ERROR' });
  });
});
