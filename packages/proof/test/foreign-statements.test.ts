import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { toolOrSkip } from '../../../scripts/testing/needs.ts';
import { VECTORS } from './vector-files.ts';

/** Takes an envelope apart without any code of ours, and prints what it says; the signed bytes and the signature go into files. */
const READER = `
import base64, json, sys
file, message, signature = sys.argv[1:]
envelope = json.load(open(file))
kind, payload = envelope['payloadType'].encode(), base64.b64decode(envelope['payload'])
open(message, 'wb').write(b'DSSEv1 %d %s %d %s' % (len(kind), kind, len(payload), payload))
open(signature, 'wb').write(base64.b64decode(envelope['signatures'][0]['sig']))
statement = json.loads(payload)
print(statement['predicateType'], statement['subject'][0]['digest']['sha256'], statement['predicate']['reason'])
`;

test('I12: Python and openssl read the envelope of a hold, and openssl refuses one that was altered', t => {
  if (toolOrSkip(t, 'python3') === undefined || toolOrSkip(t, 'openssl') === undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-foreign-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [message, signature] = [join(folder, 'message'), join(folder, 'signature')];
  const read = spawnSync('python3', ['-c', READER, join(VECTORS, 'hold.intoto.json'), message, signature]);
  assert.equal(
    read.stdout.toString(),
    'urn:seqwarden:hold:v1 16d78a53a585f7d878fde1e5cdb48bc9cdb7ebee371b68ef012e49566a3aa882 complaint 2026-17 is open\n',
    read.stderr.toString(),
  );
  const key = join(VECTORS, 'seal-key.pub.pem');
  const status = () =>
    spawnSync('openssl', ['dgst', '-sha256', '-verify', key, '-signature', signature, message]).status;
  assert.equal(status(), 0);
  writeFileSync(message, readFileSync(message).fill('x', 60, 61));
  assert.notEqual(status(), 0);
});
