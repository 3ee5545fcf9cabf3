import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { type Bytes, hex } from '@seqwarden/proof';
import {
  decodeEntries,
  inclusionProof,
  leafHash,
  openCheckpoint,
  rootOf,
  softSha256,
  verifyInclusion,
} from '@seqwarden/proof/log';
import { openDestination } from '../src/destinations/open.ts';
import { publishLog } from '../src/register/publish-log.ts';
import { publishedAt } from '../src/register/published-at.ts';
import { restoreFrom } from '../src/register/restore-from.ts';
import { rejectsWith } from './support/assert-code.ts';
import { newLog } from './support/logs.ts';
import { scratch } from './support/scratch.ts';

function entry(text: string | number): Bytes {
  return new Uint8Array(Buffer.from(`entry ${text}\n`));
}

async function place(t: TestContext) {
  const folder = scratch(t);
  const path = join(folder, 'archive');
  mkdirSync(path);
  const spec = { kind: 'folder', path } as const;
  const destination = await openDestination(spec);
  const made = await newLog(t, folder);
  const published = (file: string) => join(path, '.seqwarden', 'log', made.key.id, file);
  const read = async (file: string) => new Uint8Array(readFileSync(published(file)));
  return { ...made, state: folder, spec, destination, published, read };
}

test('whoever reads what was published finds every entry that its checkpoint promises', async t => {
  const { key, log, destination, read } = await place(t);
  for (const until of [1, 3, 300]) {
    const size = Number(until);
    for (let at = 0; at < size; at++) await log.append(entry(at));
    assert.equal(await publishLog(destination, log), size);
    const { checkpoint } = await openCheckpoint(await read('checkpoint'), key.verifier);
    assert.equal(checkpoint.size, size);
    assert.equal(hex(await rootOf(softSha256, read, size)), hex(checkpoint.root));
    const index = size - 1;
    const proof = await inclusionProof(softSha256, read, index, size);
    const leaf = leafHash(softSha256, entry(index));
    assert.ok(verifyInclusion(softSha256, { index, size, leaf, root: checkpoint.root, proof }));
  }
  const last = decodeEntries(await read('tile/entries/001.p/44'), 44).at(-1);
  assert.deepEqual(last, entry(299));
});

test('what was interrupted before the checkpoint is published once more, and no file is replaced', async t => {
  const { key, log, destination, published } = await place(t);
  await log.append(entry('a'));
  const interrupted = {
    ...{ id: destination.id, label: destination.label, spec: destination.spec },
    putOwn: (path: string, bytes: Uint8Array) => destination.putOwn(path, bytes),
    readOwn: (path: string, limit: number) => destination.readOwn(path, limit),
    replaceOwn: async () => {
      throw new Error('the power is gone');
    },
  };
  await assert.rejects(publishLog(interrupted, log), /the power is gone/);
  assert.equal(await publishLog(destination, log), 1);
  writeFileSync(published('tile/entries/000.p/2'), 'somebody else');
  await log.append(entry('b'));
  await rejectsWith('CONFLICT', publishLog(destination, log));
  assert.equal(readFileSync(published('tile/entries/000.p/2'), 'utf8'), 'somebody else');
  const { checkpoint } = await openCheckpoint(readFileSync(published('checkpoint')), key.verifier);
  assert.equal(checkpoint.size, 1, 'a checkpoint promises nothing that is not there');
});

test('what is no checkpoint of this log stays where it lies, and is named', async t => {
  const { log, destination, published } = await place(t);
  await log.append(entry('a'));
  await publishLog(destination, log);
  const good = readFileSync(published('checkpoint'));
  const other = await newLog(t, join(scratch(t)));
  await other.log.append(entry('a'));
  const foreign = Buffer.from((await other.log.read('checkpoint')) ?? []);
  await log.append(entry('b'));
  for (const [bytes, code] of [
    [Buffer.from('something'), 'NOTE_MALFORMED'],
    [foreign, 'CHECKPOINT_UNSIGNED'],
    [Buffer.concat([good.subarray(0, -9), Buffer.from('AAAAAAA=\n')]), 'CHECKPOINT_SIGNATURE_INVALID'],
  ] as const) {
    writeFileSync(published('checkpoint'), bytes);
    await rejectsWith(code, publishLog(destination, log));
    assert.deepEqual(readFileSync(published('checkpoint')), bytes);
  }
  writeFileSync(published('checkpoint'), good);
  assert.equal(await publishLog(destination, log), 2, 'our own goes on');
});

test('a state folder that was put back notices at the next opening, and takes nothing any more', async t => {
  const { key, log, again, folder, state, destination, spec } = await place(t);
  await log.append(entry('a'));
  await log.close();
  cpSync(folder, join(state, 'snapshot'), { recursive: true });
  const later = again();
  await later.append(entry('b'));
  assert.equal(await publishLog(destination, later), 2);
  await later.close();
  rmSync(folder, { recursive: true });
  cpSync(join(state, 'snapshot'), folder, { recursive: true });
  const restored = again([publishedAt(spec, key.id)]);
  await rejectsWith('LOG_BEHIND', restored.append(entry('c')));
  // It is remembered, whoever asks.
  await rejectsWith('LOG_BEHIND', again().append(entry('c')));
});

test('a log that was put back notices when it is about to publish over its own future', async t => {
  const { again, folder, state, log, destination } = await place(t);
  await log.append(entry('a'));
  await log.close();
  cpSync(folder, join(state, 'snapshot'), { recursive: true });
  const later = again();
  await later.append(entry('b'));
  await publishLog(destination, later);
  await later.close();
  rmSync(folder, { recursive: true });
  cpSync(join(state, 'snapshot'), folder, { recursive: true });
  const forked = again();
  await forked.append(entry('c'));
  await rejectsWith('LOG_FORKED', publishLog(destination, forked));
  await rejectsWith('LOG_FORKED', forked.append(entry('d')));
});

test('a log that was put back, or lost, goes on from the destination that has most of it', async t => {
  const { key, again, folder, state, log, destination, spec } = await place(t);
  await log.append(entry('a'));
  await log.close();
  cpSync(folder, join(state, 'snapshot'), { recursive: true });
  const later = again();
  for (let at = 0; at < 300; at++) await later.append(entry(at));
  const older = { kind: 'folder', path: join(state, 'older') } as const;
  mkdirSync(older.path);
  const place2 = await openDestination(older);
  await publishLog(place2, later);
  await later.append(entry('b'));
  await publishLog(destination, later);
  await later.close();
  for (const left of ['snapshot', undefined]) {
    rmSync(folder, { recursive: true });
    if (left !== undefined) cpSync(join(state, left), folder, { recursive: true });
    const destinations = left === undefined ? [spec, older] : [older, spec];
    const options = { folder, configuration: state, key, destinations, others: [], now: new Date() };
    assert.deepEqual(await restoreFrom(options), { label: spec.path, size: 302 });
    const restored = again([publishedAt(spec, key.id), publishedAt(older, key.id)]);
    await restored.append(entry('a'));
    assert.equal(await publishLog(place2, restored), 302, 'what it had it has');
    await restored.close();
  }
  rmSync(folder, { recursive: true });
  await rejectsWith(
    'LOG_MISSING',
    restoreFrom({ folder, configuration: state, key, destinations: [], others: [], now: new Date() }),
  );
});

test('who publishes at the same time waits for the other, and the checkpoint never goes back', async t => {
  const { key, log, destination, read } = await place(t);
  const seen: number[] = [];
  let calls = 0;
  const watching = {
    ...{ id: destination.id, label: destination.label, spec: destination.spec },
    putOwn: (path: string, bytes: Uint8Array) => destination.putOwn(path, bytes),
    readOwn: (path: string, limit: number) => destination.readOwn(path, limit),
    replaceOwn: async (path: string, bytes: Uint8Array) => {
      // The first one takes longest.
      await setTimeout(200 - 50 * calls++);
      await destination.replaceOwn(path, bytes);
      seen.push((await openCheckpoint(await read('checkpoint'), key.verifier)).checkpoint.size);
    },
  };
  const publishing: Promise<number>[] = [];
  for (let at = 0; at < 4; at++) {
    await log.append(entry(at));
    publishing.push(publishLog(watching, log));
    await setTimeout(20);
  }
  await Promise.all(publishing);
  assert.deepEqual(seen, seen.toSorted());
  assert.equal(seen.at(-1), 4);
});
