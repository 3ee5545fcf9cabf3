import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Commit, LogStore } from '../../src/store/log-store.ts';
import { rejectsWith } from './assert-code.ts';

export interface StoreMaker {
  /** Opens the one store of this test, each time as another process would. Its log has no entries, and is not applied. Checkpoints are any bytes. */
  open(): Promise<LogStore>;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const hash = (fill: number) => new Uint8Array(32).fill(fill);

/** After the store's checkpoint of before: a second one, with a full file and a partial one. */
function next(parts: Partial<Commit> = {}): Commit {
  return {
    checkpoint: bytes('second'),
    time: 2,
    files: [
      { path: 'tile/0/000', bytes: bytes('full') },
      { path: 'tile/0/001.p/1', bytes: bytes('partial') },
    ],
    superseded: [],
    leaves: [{ hash: hash(1), index: 0 }],
    ...parts,
  };
}

/** What every store of a log promises. */
export function storeContract(name: string, make: (t: TestContext) => Promise<StoreMaker>): void {
  async function opened(t: TestContext) {
    const maker = await make(t);
    const [store, again] = [await maker.open(), await maker.open()];
    const { checkpoint } = await store.head();
    return { store, again, first: checkpoint };
  }

  test(`${name}: a checkpoint takes the place of the expected one, with all that belongs to it`, async t => {
    const { store, again, first } = await opened(t);
    await store.applied(first, []);
    assert.equal(await store.commit(first, next()), true);
    const head = await again.head();
    assert.deepEqual(
      [head.checkpoint, head.countersigned, head.time, head.isApplied],
      [bytes('second'), bytes('second'), 2, false],
    );
    assert.deepEqual(await again.kept(), next().files);
    assert.deepEqual(await again.indexesOf([hash(2), hash(1)]), [undefined, 0]);
  });

  test(`${name}: where another checkpoint stands nothing is changed`, async t => {
    const { store, first } = await opened(t);
    await store.applied(first, []);
    assert.equal(await store.commit(bytes('another'), next()), false);
    assert.deepEqual((await store.head()).checkpoint, first);
    assert.deepEqual(await store.kept(), []);
    assert.deepEqual(await store.indexesOf([hash(1)]), [undefined]);
  });

  test(`${name}: nothing follows on a checkpoint whose files are not applied`, async t => {
    const { store, first } = await opened(t);
    assert.equal(await store.commit(first, next()), false);
  });

  test(`${name}: an entry has one index, and a batch that has it otherwise leaves nothing`, async t => {
    const { store, first } = await opened(t);
    await store.applied(first, []);
    await store.commit(first, next());
    await store.applied(bytes('second'), []);
    const third = next({ checkpoint: bytes('third'), files: [], leaves: [{ hash: hash(1), index: 7 }] });
    await assert.rejects(store.commit(bytes('second'), third));
    assert.deepEqual((await store.head()).checkpoint, bytes('second'));
    assert.deepEqual(await store.indexesOf([hash(1)]), [0]);
  });

  test(`${name}: what was applied is forgotten, but for what is not named`, async t => {
    const { store, again, first } = await opened(t);
    await store.applied(first, []);
    await store.commit(first, next());
    await store.applied(first, ['tile/0/000']);
    assert.equal((await store.head()).isApplied, false, 'another checkpoint');
    await store.applied(bytes('second'), ['tile/0/000']);
    assert.equal((await again.head()).isApplied, true);
    assert.deepEqual(
      (await again.kept()).map(({ path }) => path),
      ['tile/0/001.p/1'],
    );
    const third = { checkpoint: bytes('third'), files: [], leaves: [], superseded: ['tile/0/001.p/1'] };
    assert.equal(await again.commit(bytes('second'), next(third)), true);
    assert.deepEqual(await store.kept(), []);
  });

  test(`${name}: cosignatures are kept for the last checkpoint alone`, async t => {
    const { store, first } = await opened(t);
    assert.equal(await store.countersigned(first, bytes('signed')), true);
    assert.equal(await store.countersigned(bytes('another'), bytes('signed too')), false);
    assert.deepEqual((await store.head()).countersigned, bytes('signed'));
  });

  test(`${name}: it refuses from then on, for the reason that was noted first`, async t => {
    const { store, again, first } = await opened(t);
    await store.applied(first, []);
    const refusal = { code: 'LOG_BEHIND', label: 'there', evidence: bytes('seen'), at: 3 } as const;
    await store.refuse(refusal);
    await store.refuse({ ...refusal, code: 'LOG_FORKED' });
    assert.deepEqual((await again.head()).refusal, refusal);
    assert.equal(await again.commit(first, next()), false);
  });

  test(`${name}: one has the lease at a time, and who waits has it before who had it`, async t => {
    const { store, again: other } = await opened(t);
    const letGo = await store.lease(1000);
    await rejectsWith('LOG_BUSY', other.lease(20));
    const order: string[] = [];
    const waiting = other.lease(5000).then(letGoOther => {
      order.push('other');
      letGoOther();
    });
    await new Promise(resolve => setTimeout(resolve, 30));
    letGo();
    const letGoAgain = await store.lease(5000);
    order.push('again');
    letGoAgain();
    await waiting;
    assert.deepEqual(order, ['other', 'again']);
  });
}
