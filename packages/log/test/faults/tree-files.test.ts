import assert from 'node:assert/strict';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import { checkLogProof } from '@seqwarden/proof/log';
import { sha256 } from '../../src/hash.ts';
import { Log } from '../../src/log.ts';
import { loadLogKey, makeLogKey } from '../../src/log-key.ts';
import type { LogStore } from '../../src/store/log-store.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { entry, type NewLog, NOON, newLog } from '../support/logs.ts';
import { Observer } from '../support/observer.ts';
import { watchFiles } from '../support/watched-files.ts';
import { openWatched, wrapped } from '../support/wrapped-store.ts';

async function appendAll(log: Log, from: number, to: number): Promise<void> {
  await Promise.all(Array.from({ length: to - from }, (_, at) => log.append(entry(from + at))));
}

async function filled(t: TestContext, entries: number): Promise<NewLog> {
  const made = await newLog(t);
  const log = await made.open();
  await appendAll(log, 0, entries);
  await log.close();
  return made;
}

test('on a full disk an entry that the store has is safe, the next ones wait, and all goes on when there is room', async t => {
  const { folder, key, open } = await newLog(t);
  const log = await open();
  await appendAll(log, 0, 250);
  let isFull = true;
  watchFiles(t, {
    refuse: step =>
      isFull && step.startsWith('open ') && step.includes('unfinished') ? 'ENOSPC' : undefined,
  });
  const { index, proof } = await log.append(entry('safe'));
  await checkLogProof(sha256, { proof, entry: entry('safe'), logKeys: [key.verifier] });
  assert.equal(log.state().unpublished?.code, 'STATE_FULL');
  await rejectsWith('STATE_FULL', log.append(entry('later')));
  const observer = new Observer(folder, key);
  assert.equal((await observer.requireOneHistory()).length, 250, 'what is published is whole');
  isFull = false;
  assert.deepEqual((await log.append(entry('later'))).index, index + 1);
  assert.equal(log.state().unpublished, undefined);
  await appendAll(log, 252, 300);
  assert.equal((await observer.requireOneHistory()).length, 300);
});

test('a process that finds the disk full at its start refuses, and the next one publishes what another left', async t => {
  const { folder, key, open } = await newLog(t);
  const log = await open();
  let isFull = true;
  watchFiles(t, { refuse: step => (isFull && step.includes('rename') ? 'EDQUOT' : undefined) });
  await appendAll(log, 0, 500);
  await log.close();
  await rejectsWith('STATE_FULL', open());
  isFull = false;
  await open();
  const entries = await new Observer(folder, key).requireOneHistory();
  assert.deepEqual(entries[499], Buffer.from(entry(499)));
});

test('what is torn or missing at the right edge is written again from the store', async t => {
  const { folder, key, open } = await filled(t, 300);
  const tree = join(folder, key.id);
  truncateSync(join(tree, 'tile/0/001.p/44'), 100);
  writeFileSync(join(tree, 'tile/1/000.p/1'), Buffer.alloc(32));
  rmSync(join(tree, 'tile/entries/001.p'), { recursive: true });
  rmSync(join(tree, 'checkpoint'));
  await open();
  assert.equal((await new Observer(folder, key).requireOneHistory()).length, 300);
});

test('a whole tree that is gone comes back as far as the store has it', async t => {
  const { folder, key, open } = await filled(t, 40);
  rmSync(join(folder, key.id), { recursive: true });
  await open();
  assert.equal((await new Observer(folder, key).requireOneHistory()).length, 40);
});

test('of a full tile that is damaged or gone no proof is given, and it is named', async t => {
  const { folder, key, open } = await filled(t, 600);
  const path = join(folder, key.id, 'tile/0/000');
  const sound = readFileSync(path);
  const damages: readonly (readonly [ErrorCode, () => void])[] = [
    ['LOG_DAMAGED', () => writeFileSync(path, Buffer.alloc(8192))],
    ['TILE_MALFORMED', () => truncateSync(path, 100)],
    ['LOG_UNREADABLE', () => rmSync(path)],
  ];
  const log = await open();
  for (const [code, damage] of damages) {
    writeFileSync(path, sound);
    damage();
    const fresh = log.append(entry(`new ${code}`));
    assert.equal((await rejectsWith(code, log.append(entry(7)))).path, 'tile/0/000');
    assert.equal((await fresh).isNew, true, 'what is new does not need it, though it is in the same batch');
  }
});

test('when a checkpoint is published its files have been flushed, and when they are forgotten it has been too', async t => {
  const { folder, key, open } = await newLog(t);
  const steps: string[] = [];
  const store = openWatched(folder, key.id, steps);
  const log = await open({ store });
  await appendAll(log, 0, 255);
  steps.length = 0;
  watchFiles(t, { watch: step => void steps.push(step.replace(`${folder}/`, '').replace(key.id, 'tree')) });
  await appendAll(log, 255, 257);
  const at = (step: string) => steps.indexOf(step);
  const published = at('rename tree/checkpoint');
  assert.equal(steps[0], 'commit');
  for (const file of [
    'tile/0/000',
    'tile/0/001.p/1',
    'tile/1/000.p/1',
    'tile/entries/000',
    'tile/entries/001.p/1',
  ]) {
    const named = at(`rename tree/${file}`);
    assert.ok(named > 0 && named < published, file);
    const folderOf = file.slice(0, file.lastIndexOf('/'));
    assert.ok(steps.slice(named, published).includes(`sync tree/${folderOf}`), `${file}: its folder`);
  }
  const flushed = steps.filter(
    (step, index) => step.startsWith('sync tree.unfinished/') && index < published,
  );
  assert.equal(flushed.length, 6, 'five files and the checkpoint');
  assert.ok(steps.slice(0, published).includes('sync tree/tile/0/001.p'), 'a new folder');
  assert.ok(
    steps.slice(0, at('rename tree/tile/0/000')).filter(step => step.startsWith('sync tree.unfinished/'))
      .length >= 5,
  );
  assert.ok(at('applied') > steps.indexOf('sync tree', published), 'the checkpoint is durable');
  assert.ok(
    at('rm tree/tile/0/000.p') > at('sync tree/tile/0'),
    'partial tiles go when the full one is durable',
  );
});

test('an entry whose commit fails was not appended, and its caller can append it again', async t => {
  const { folder, key, open } = await newLog(t);
  let isFull = true;
  const store = openSqliteStore(folder, key.id);
  const commit: LogStore['commit'] = async (expected, next) => {
    if (isFull) throw new SeqwardenError('STATE_FULL', 'as the test wants it');
    return store.commit(expected, next);
  };
  const log = await open({ store: wrapped(store, { commit }) });
  await rejectsWith('STATE_FULL', log.append(entry('a')));
  isFull = false;
  assert.deepEqual((await log.append(entry('b'))).index, 0);
  assert.deepEqual([(await log.append(entry('a'))).index, (await log.append(entry('a'))).isNew], [1, false]);
});

test('a key whose signatures nobody can verify signs nothing into the log', async t => {
  const { folder, key, open } = await newLog(t);
  const other = loadLogKey(makeLogKey());
  const log = await Log.open(folder, { ...key, sign: other.sign }, { clock: () => NOON });
  t.after(() => log.close());
  await rejectsWith('LOG_KEY_UNUSABLE', log.append(entry('a')));
  assert.equal((await (await open()).append(entry('b'))).index, 0);
});
