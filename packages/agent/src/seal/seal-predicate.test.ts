import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspectRun, openRunFolder } from '@seqwarden/runfolder';
import { sealPredicate } from './seal-predicate.ts';

test('a checksum list goes into a seal without its path', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-seal-predicate-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.txt'), 'a');
  const list = {
    sha256: '0'.repeat(64),
    algorithm: 'md5',
    listed: 1,
    matched: 1,
    mismatched: 0,
    absent: 0,
  } as const;
  const { priorEvidence } = sealPredicate({
    kind: 'run',
    made: 'retrospective',
    generation: 1,
    previousSeal: null,
    derivedFrom: null,
    sourceLabel: null,
    startedAt: new Date(0),
    sealedAt: new Date(1),
    version: '0.1.0',
    inspection: await inspectRun(await openRunFolder(folder)),
    manifest: { chunks: [], sha256: new Uint8Array(32), files: 1, bytes: 1 },
    special: [],
    priorEvidence: [Object.assign({ path: 'a.txt.md5' }, list)],
  });
  assert.deepEqual(priorEvidence.named, [list]);
});
