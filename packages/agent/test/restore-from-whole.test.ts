import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDestination } from '../src/destinations/open.ts';
import { publishLog } from '../src/register/publish-log.ts';
import { restoreFrom } from '../src/register/restore-from.ts';
import { rejectsWith } from './support/assert-code.ts';
import { newLog } from './support/logs.ts';
import { scratch } from './support/scratch.ts';

test('a place that has the latest checkpoint and not its files does not keep the log from coming back from another', async t => {
  const state = scratch(t);
  const { key, folder, log } = await newLog(t, state);
  await log.append(new Uint8Array(Buffer.from('an entry\n')));
  const [bad, good] = ['bad', 'good'].map(name => ({ kind: 'folder', path: join(state, name) }) as const);
  assert.ok(bad && good);
  for (const spec of [bad, good]) {
    mkdirSync(spec.path);
    await publishLog(await openDestination(spec), log);
  }
  await log.close();
  const restore = (...destinations: (typeof bad)[]) => {
    rmSync(folder, { recursive: true, force: true });
    return restoreFrom({ folder, configuration: state, key, destinations, others: [], now: new Date() });
  };
  const published = join(bad.path, '.seqwarden', 'log', key.id);
  const damages: readonly (readonly [
    code: 'LOG_UNREADABLE' | 'LOG_DAMAGED' | 'TILE_MALFORMED',
    () => void,
  ])[] = [
    ['LOG_DAMAGED', () => writeFileSync(join(published, 'tile/entries/000.p/1'), '\0\x09nan entry')],
    ['TILE_MALFORMED', () => writeFileSync(join(published, 'tile/entries/000.p/1'), 'nothing')],
    ['LOG_UNREADABLE', () => rmSync(join(published, 'tile'), { recursive: true })],
  ];
  for (const [code, damage] of damages) {
    damage();
    const error = await rejectsWith(code, restore(bad));
    assert.match(error.message, /bad: /);
    for (const order of [
      [bad, good],
      [good, bad],
    ])
      assert.deepEqual(await restore(...order), { label: good.path, size: 1 });
  }
});

test('where the store is lost, what was published nowhere yet comes back from the tree that lies here', async t => {
  const state = scratch(t);
  const { key, folder, log, again } = await newLog(t, state);
  const spec = { kind: 'folder', path: join(state, 'archive') } as const;
  mkdirSync(spec.path);
  await log.append(new Uint8Array(Buffer.from('published\n')));
  await publishLog(await openDestination(spec), log);
  await log.append(new Uint8Array(Buffer.from('not yet\n')));
  await log.close();
  for (const name of readdirSync(folder)) if (name.startsWith('store.sqlite')) rmSync(join(folder, name));
  const options = { folder, configuration: state, key, others: [], now: new Date() };
  assert.deepEqual(await restoreFrom({ ...options, destinations: [spec] }), {
    label: "the register's own folder",
    size: 2,
  });
  const restored = again();
  assert.equal((await restored.append(new Uint8Array(Buffer.from('next\n')))).index, 2);
  await restored.close();
});
