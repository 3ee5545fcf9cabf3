import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspectRun, openRunFolder } from '@seqwarden/runfolder';
import { sealPredicate } from './seal-predicate.ts';

test('of more checksum lists than a seal can hold, those that mismatch are in it', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-seal-predicate-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.txt'), 'a');
  const list = (at: number) => ({
    sha256: String(at).padStart(64, '0'),
    algorithm: 'md5' as const,
    listed: 1,
    matched: at === 39 ? 0 : 1,
    mismatched: at === 39 ? 1 : 0,
    absent: 0,
  });
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
    priorEvidence: Array.from({ length: 40 }, (_, at) => list(at)),
  });
  assert.equal(priorEvidence.length, 32);
  assert.equal(priorEvidence[0]?.mismatched, 1);
});
