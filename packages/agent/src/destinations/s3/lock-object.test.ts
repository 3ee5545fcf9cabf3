import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rejectsWith } from '../../../test/support/assert-code.ts';
import { type LockStore, lockObject } from './lock-object.ts';

/** A store without conditions: a look and then a PUT, with time between them. The last writer wins. */
function looseStore(objects: Map<string, Uint8Array>, betweenMs: number, place: string): LockStore {
  const later = () => new Promise(resolve => setTimeout(resolve, betweenMs));
  return {
    place,
    isConditional: false,
    settleMs: 60,
    own: {
      claim: async (path, bytes) => {
        if (objects.has(path)) return false;
        await later();
        objects.set(path, bytes);
        return true;
      },
      read: async path => objects.get(path),
      remove: async path => void objects.delete(path),
    },
  };
}

test('of those who look at the same moment and find no lock, the last writer has it, and only that one', async () => {
  const objects = new Map<string, Uint8Array>();
  const outcomes = await Promise.allSettled(
    [5, 15, 25].map((ms, at) => lockObject(looseStore(objects, ms, `process ${at} `), 'RUN')),
  );
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected', 'fulfilled'],
  );
});

test('who lost its lock to another does not take that one away', async () => {
  const objects = new Map<string, Uint8Array>();
  const release = await lockObject(looseStore(objects, 0, 'one '), 'RUN');
  const [path = ''] = objects.keys();
  objects.set(path, Buffer.from('another-host 1 x\n'));
  await release();
  assert.equal(Buffer.from(objects.get(path) ?? []).toString(), 'another-host 1 x\n');
});

test('a lock that says nothing is believed', async () => {
  const objects = new Map<string, Uint8Array>();
  await (await lockObject(looseStore(objects, 0, 'one '), 'RUN'))();
  const release = await lockObject(looseStore(objects, 0, 'one '), 'RUN');
  const [path = ''] = objects.keys();
  await release();
  objects.set(path, Buffer.from(''));
  await rejectsWith('DESTINATION_BUSY', lockObject(looseStore(objects, 0, 'two '), 'RUN'));
});
