import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCheckpoint } from '@seqwarden/proof/log';
import { proveEntry } from '../../src/reading/prove-entry.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { entry, newLog } from '../support/logs.ts';

test('damage is told from another history: only a root that the tiles prove accuses the log', async t => {
  const { folder, key, open } = await newLog(t);
  const log = await open();
  const append = (from: number, to: number) =>
    Promise.all(Array.from({ length: to - from }, (_, at) => log.append(entry(from + at))));
  await append(0, 100);
  const { checkpoint } = await openCheckpoint(log.checkpoint(), key.verifier);
  await append(100, 600);
  const known = [{ label: 'the trust file', checkpoint }];
  const identity = createHash('sha256').update(entry(7)).digest('hex');
  const question = { identity, known };
  const seen = { key: key.verifier, read: log.read };
  assert.equal((await proveEntry(seen, question)).index, 7);
  const root = new Uint8Array(32);
  const other = [{ label: 'the trust file', checkpoint: { ...checkpoint, root } }];
  await rejectsWith('LOG_FORKED', proveEntry(seen, { identity, known: other }));
  const tile = join(folder, key.id, 'tile/0/000');
  const bytes = readFileSync(tile);
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  writeFileSync(tile, bytes);
  await rejectsWith('LOG_DAMAGED', proveEntry(seen, question));
});
