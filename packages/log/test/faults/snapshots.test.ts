import assert from 'node:assert/strict';
import fs, { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { checkLogProof, type TileReader } from '@seqwarden/proof/log';
import { sha256 } from '../../src/hash.ts';
import { Log } from '../../src/log.ts';
import type { PublishedSource } from '../../src/opening/published-source.ts';
import { restoreLog } from '../../src/restore/restore-log.ts';
import { STORE_FILE } from '../../src/store/open-sqlite-store.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { entry, type NewLog, NOON, newLog, scratch } from '../support/logs.ts';
import { Observer } from '../support/observer.ts';

async function appendAll(log: Log, from: number, to: number): Promise<void> {
  await Promise.all(Array.from({ length: to - from }, (_, at) => log.append(entry(from + at))));
}

/** A place where the log was published: a copy of its folder's files at this moment. */
function publish(
  t: TestContext,
  { folder, key }: NewLog,
): { source: PublishedSource; read: TileReader; place: string } {
  const place = join(scratch(t), key.id);
  cpSync(join(folder, key.id), place, { recursive: true });
  const read: TileReader = async path =>
    existsSync(join(place, path)) ? readFileSync(join(place, path)) : undefined;
  return { source: { label: 'the archive', read: () => read('checkpoint') }, read, place };
}

/** Puts the whole folder back to what it was when this was called. */
function snapshot(t: TestContext, { folder }: NewLog): () => void {
  const kept = join(scratch(t), 'snapshot');
  cpSync(folder, kept, { recursive: true });
  return () => {
    rmSync(folder, { recursive: true });
    cpSync(kept, folder, { recursive: true });
  };
}

async function filled(t: TestContext, entries: number): Promise<NewLog> {
  const made = await newLog(t);
  const log = await made.open();
  await appendAll(log, 0, entries);
  await log.close();
  return made;
}

test('I9: a folder that was put back to a snapshot is noticed at what was published, and the log refuses until it is resolved', async t => {
  const made = await filled(t, 300);
  const restore = snapshot(t, made);
  let log = await made.open();
  await appendAll(log, 300, 600);
  await log.close();
  const { source } = publish(t, made);
  restore();
  const error = await rejectsWith('LOG_BEHIND', made.open({ others: [source] }));
  assert.match(error.message, /the archive/);
  await rejectsWith('LOG_BEHIND', made.open());
  restore();
  log = await made.open();
  await rejectsWith('LOG_BEHIND', log.compare([source]));
  await rejectsWith('LOG_BEHIND', log.append(entry('x')));
});

test('I9: a snapshot that was written to is another history, also where it has become the longer one', async t => {
  const made = await filled(t, 300);
  const restore = snapshot(t, made);
  let log = await made.open();
  await appendAll(log, 300, 310);
  await log.close();
  const { source } = publish(t, made);
  restore();
  log = await made.open();
  await appendAll(log, 1300, 1400);
  await log.close();
  await rejectsWith('LOG_FORKED', made.open({ others: [source] }));
  await rejectsWith('LOG_FORKED', made.open());
});

test('a store that was put back alone is noticed at its own tree', async t => {
  const made = await filled(t, 10);
  const restore = readFileSync(join(made.folder, STORE_FILE));
  const log = await made.open();
  await appendAll(log, 10, 20);
  await log.close();
  writeFileSync(join(made.folder, STORE_FILE), restore);
  const error = await rejectsWith('LOG_BEHIND', made.open());
  assert.match(error.message, /own folder/);
});

test('earlier states of the log elsewhere are in order; what is none of it, or cannot be had, is remarked', async t => {
  const made = await filled(t, 100);
  const { source: early } = publish(t, made);
  let log = await made.open();
  await appendAll(log, 100, 700);
  await log.close();
  const stranger = await filled(t, 5);
  const label = (name: string, source: () => Promise<Uint8Array | undefined>) => ({
    label: name,
    read: source,
  });
  const others = [
    early,
    label('new', async () => undefined),
    label('garbage', async () => Buffer.from('nothing of ours')),
    label('a stranger', publish(t, stranger).source.read),
    label('away', async () => Promise.reject(new SeqwardenError('DESTINATION_DOWN', 'no answer'))),
  ];
  log = await made.open({ others });
  assert.deepEqual(log.remarks, [
    { label: 'garbage', code: 'NOTE_MALFORMED' },
    { label: 'a stranger', code: 'CHECKPOINT_UNSIGNED' },
    { label: 'away', code: 'DESTINATION_DOWN' },
  ]);
  await log.append(entry('goes on'));
});

test('I9: a process that is at work while a snapshot is put back does not go on with the store that nobody else sees', async t => {
  const made = await filled(t, 10);
  const restore = snapshot(t, made);
  const log = await made.open();
  await appendAll(log, 10, 20);
  restore();
  await rejectsWith('LOG_STORE_UNUSABLE', log.append(entry('x')));
  assert.equal(log.state().size, 20);
});

test('a process that is at work while the log is made anew from a copy does not go on with what was set aside', async t => {
  const made = await filled(t, 10);
  const log = await made.open();
  await restoreLog(made.folder, made.key, log.read, { others: [], now: new Date(NOON) });
  await rejectsWith('LOG_STORE_UNUSABLE', log.append(entry('x')));
  assert.equal((await (await made.open()).append(entry('y'))).index, 10);
});

test('where our own tiles are damaged nobody is called a forger', async t => {
  const made = await filled(t, 100);
  const { source } = publish(t, made);
  const log = await made.open();
  await appendAll(log, 100, 600);
  await log.close();
  writeFileSync(join(made.folder, made.key.id, 'tile/0/000'), Buffer.alloc(8192));
  await rejectsWith('LOG_DAMAGED', made.open({ others: [source] }));
  assert.deepEqual((await made.open()).remarks, []);
});

test('a log that fell behind goes on from its published copy, whose entries keep their places', async t => {
  const made = await filled(t, 300);
  const restore = snapshot(t, made);
  let log = await made.open();
  await appendAll(log, 300, 600);
  const observer = new Observer(made.folder, made.key);
  observer.keep(log.checkpoint());
  await log.close();
  const { source, read } = publish(t, made);
  restore();
  await rejectsWith('LOG_BEHIND', made.open({ others: [source] }));
  assert.equal(await restoreLog(made.folder, made.key, read, { others: [source], now: new Date(NOON) }), 600);
  log = await made.open({ others: [source] });
  const { index, isNew, proof } = await log.append(entry(450));
  assert.deepEqual([index, isNew], [450, false]);
  await checkLogProof(sha256, { proof, entry: entry(450), logKeys: [made.key.verifier] });
  assert.equal((await log.append(entry('after'))).index, 600);
  assert.equal((await observer.requireOneHistory()).length, 601);
  assert.equal(
    readdirSync(made.folder).filter(name => name.includes('.before-20260301T120000000Z')).length >= 2,
    true,
  );
});

test('a store that is lost is made anew from a copy, but not from an old or a forged one', async t => {
  const made = await filled(t, 300);
  const old = publish(t, made);
  const log = await made.open();
  await appendAll(log, 300, 333);
  await log.close();
  const { source, read, place } = publish(t, made);
  const options = { others: [source], now: new Date(NOON) };
  await rejectsWith(
    'LOG_BEHIND',
    restoreLog(made.folder, made.key, old.read, { others: [], now: new Date(NOON) }),
  );
  rmSync(join(made.folder, STORE_FILE));
  await rejectsWith('LOG_MISSING', made.open());
  await rejectsWith('LOG_BEHIND', restoreLog(made.folder, made.key, old.read, options));
  const down = {
    label: 'away',
    read: async () => Promise.reject(new SeqwardenError('DESTINATION_DOWN', 'no answer')),
  };
  await rejectsWith(
    'DESTINATION_DOWN',
    restoreLog(made.folder, made.key, read, { ...options, others: [down] }),
  );
  const bundle = join(place, 'tile/entries/000');
  const sound = readFileSync(bundle);
  for (const forged of ['entry 8\n', 'entry x\n']) {
    writeFileSync(bundle, Buffer.from(sound.toString('latin1').replace('entry 7\n', forged), 'latin1'));
    await rejectsWith('LOG_DAMAGED', restoreLog(made.folder, made.key, read, options));
  }
  writeFileSync(bundle, sound);
  await restoreLog(made.folder, made.key, read, options);
  assert.equal((await (await made.open()).append(entry('after'))).index, 333);
});

test('a copy of another history does not take the place of the store', async t => {
  const made = await filled(t, 10);
  const restore = snapshot(t, made);
  let log = await made.open();
  await appendAll(log, 10, 40);
  await log.close();
  const { read } = publish(t, made);
  restore();
  log = await made.open();
  await appendAll(log, 110, 120);
  await log.close();
  await rejectsWith(
    'LOG_FORKED',
    restoreLog(made.folder, made.key, read, { others: [], now: new Date(NOON) }),
  );
  assert.equal((await (await made.open()).append(entry('x'))).index, 20);
});

test('I9: what a log was refused for counts when it is made anew, also where nobody names that place any more', async t => {
  const made = await filled(t, 300);
  const old = publish(t, made);
  const restore = snapshot(t, made);
  const log = await made.open();
  await appendAll(log, 300, 600);
  await log.close();
  const { source, read } = publish(t, made);
  restore();
  await rejectsWith('LOG_BEHIND', made.open({ others: [source] }));
  const options = { others: [], now: new Date(NOON) };
  await rejectsWith('LOG_BEHIND', restoreLog(made.folder, made.key, old.read, options));
  await rejectsWith('LOG_BEHIND', made.open());
  assert.equal(await restoreLog(made.folder, made.key, read, options), 600);
});

test('where the new store cannot be made durable, the old one and its tree are as before', async t => {
  const made = await filled(t, 300);
  const { read } = publish(t, made);
  const full = t.mock.method(fs, 'fsyncSync', () => {
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  });
  syncBuiltinESMExports();
  const options = { others: [], now: new Date(NOON) };
  await rejectsWith('STATE_FULL', restoreLog(made.folder, made.key, read, options));
  full.mock.restore();
  syncBuiltinESMExports();
  assert.equal((await (await made.open()).append(entry('after'))).index, 300);
});

test('a copy that dropped partial files whose full ones are there is one to begin anew from', async t => {
  const made = await filled(t, 300);
  const head = readFileSync(join(made.folder, made.key.id, 'checkpoint'));
  const log = await made.open();
  await appendAll(log, 300, 600);
  await log.close();
  const { read, place } = publish(t, made);
  writeFileSync(join(place, 'checkpoint'), head);
  rmSync(join(place, 'tile/0/001.p'), { recursive: true, force: true });
  const folder = join(scratch(t), 'log');
  mkdirSync(folder, { mode: 0o700 });
  assert.equal(await restoreLog(folder, made.key, read, { others: [], now: new Date(NOON) }), 300);
  const restored = await Log.open(folder, made.key);
  t.after(() => restored.close());
  assert.equal((await restored.append(entry(300))).index, 300);
});
