import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkLogProof, decodeTlogProof, openCheckpoint } from '@seqwarden/proof/log';
import { entry, newLog } from '../test/support/logs.ts';
import { sha256 } from './hash.ts';

test('an entry has a place in the log, and a proof of it that needs the key alone', async t => {
  const { key, open } = await newLog(t);
  const log = await open();
  const { index, isNew, proof } = await log.append(entry('a'));
  assert.deepEqual([index, isNew], [0, true]);
  const check = await checkLogProof(sha256, { proof, entry: entry('a'), logKeys: [key.verifier] });
  assert.equal(check.checkpoint.size, 1);
});

test('callers that come together are appended together, in their order, over many tiles', async t => {
  const { key, open, folder } = await newLog(t);
  const log = await open();
  for (const count of [1, 254, 1, 300, 700, 1024]) {
    const first = log.state().size;
    const entries = Array.from({ length: count }, (_, at) => entry(first + at));
    const all = await Promise.all(entries.map(one => log.append(one)));
    for (const [at, { index, proof }] of all.entries()) {
      assert.equal(index, first + at);
      if (at % 50 > 0 && at < count - 1) continue;
      await checkLogProof(sha256, { proof, entry: entry(index), logKeys: [key.verifier] });
    }
  }
  const { checkpoint } = await openCheckpoint(readFileSync(join(folder, key.id, 'checkpoint')), key.verifier);
  assert.equal(checkpoint.size, 2280);
  assert.deepEqual(readdirSync(join(folder, key.id, 'tile/0')).sort(), [
    '000',
    '001',
    '002',
    '003',
    '004',
    '005',
    '006',
    '007',
    '008.p',
  ]);
});

test('the same bytes have one place, however often they are appended', async t => {
  const { key, open } = await newLog(t);
  const log = await open();
  const [first, second] = await Promise.all([log.append(entry('a')), log.append(entry('a'))]);
  assert.deepEqual([first.index, first.isNew, second.index, second.isNew], [0, true, 0, false]);
  await Promise.all(Array.from({ length: 300 }, (_, at) => log.append(entry(at))));
  await log.close();
  const later = await (await open()).append(entry('a'));
  assert.deepEqual([later.index, later.isNew], [0, false]);
  await checkLogProof(sha256, { proof: later.proof, entry: entry('a'), logKeys: [key.verifier] });
  assert.equal(decodeTlogProof(later.proof).hashes.length, 9);
});
