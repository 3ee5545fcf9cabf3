import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasRoom, isRoomBack } from '../limits/free-space.ts';
import { bags, nextBag, type Waiting } from './bags.ts';

test('bags hold all files in their order, and keep to both limits', () => {
  const limits = { files: 5, bytes: 100 };
  fc.assert(
    fc.property(fc.array(fc.nat(150)), sizes => {
      const made = [...bags(sizes, size => size, limits)];
      assert.deepEqual(made.flat(), sizes);
      for (const bag of made) {
        assert.ok(bag.length > 0 && bag.length <= limits.files);
        assert.ok(bag.length === 1 || bag.reduce((sum, size) => sum + size, 0) <= limits.bytes);
      }
    }),
  );
});

/** Works all bags off: a large one takes `steps` turns of a worker, a small one takes one. Gives the order in which they ended. */
function workOff(queue: Waiting[], workers: number, steps: number): string[] {
  const ended: string[] = [];
  let busy: { name: string; large: boolean; left: number }[] = [];
  const handedOut = { large: 0, small: 0 };
  do {
    while (busy.length < workers) {
      const onLarge = busy.filter(({ large }) => large).length;
      const next = nextBag(queue, { all: workers, onLarge }, handedOut);
      if (next === undefined) break;
      handedOut[next.size]++;
      queue = queue.map(run => (run.run === next.run ? { ...run, [next.size]: run[next.size] - 1 } : run));
      const large = next.size === 'large';
      busy.push({ name: `${next.run} ${next.size}`, large, left: large ? steps : 1 });
    }
    for (const work of busy) work.left--;
    ended.push(...busy.filter(({ left }) => left === 0).map(({ name }) => name));
    busy = busy.filter(({ left }) => left > 0);
  } while (busy.length > 0 || queue.some(({ large, small }) => large + small > 0));
  return ended;
}

test('100,000 small files and one of 30 GB both get on', () => {
  // 200 bags of 500 files; the large one takes as long as 120 of them
  for (const workers of [2, 3, 4, 8]) {
    const ended = workOff([{ run: 1, large: 1, small: 200 }], workers, 120);
    assert.equal(ended.length, 201);
    const at = ended.indexOf('1 large');
    // it had a worker for itself from its beginning to its end
    assert.ok(
      at === Math.min(200, 120 * (workers - 1)) || at === 119 * (workers - 1),
      `${workers} workers: ${at} before it`,
    );
    assert.equal(ended[0], '1 small', `${workers} workers`);
  }
  assert.ok(
    workOff([{ run: 1, large: 1, small: 200 }], 1, 120).indexOf('1 large') <= 2,
    'one worker takes turns',
  );
});

test('many large files leave a worker to the small ones, and the other way round', () => {
  const large = workOff(
    [
      { run: 1, large: 50, small: 0 },
      { run: 2, large: 0, small: 10 },
    ],
    4,
    20,
  );
  assert.ok(large.slice(0, 15).filter(name => name === '2 small').length >= 10);
  const small = workOff(
    [
      { run: 1, large: 2, small: 0 },
      { run: 2, large: 0, small: 400 },
    ],
    4,
    20,
  );
  assert.ok(small.indexOf('1 large') < 100);
});

test('runs take turns', () => {
  const mixed = workOff(
    [1, 2].map(run => ({ run, large: 10, small: 30 })),
    2,
    1,
  ).slice(0, 20);
  for (const name of ['1 large', '2 large', '1 small', '2 small'])
    assert.equal(mixed.filter(other => other === name).length, 5, name);
  const waiting = [1, 2, 3].map(run => ({ run, large: 0, small: 30 }));
  const ended = workOff(waiting, 3, 1);
  for (const run of [1, 2, 3])
    assert.equal(ended.slice(0, 30).filter(name => name === `${run} small`).length, 10);
});

test('whatever waits is worked off', () => {
  const run = fc.record({ large: fc.nat(5), small: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 4 }), fc.integer({ min: 1, max: 5 }), (runs, workers) => {
      const all = runs.reduce((sum, { large, small }) => sum + large + small, 0);
      const waiting = runs.map((counts, at) => ({ run: at, ...counts }));
      assert.equal(workOff(waiting, workers, 3).length, all);
    }),
  );
});

test('a destination is filled up to its reserve and no further, with what is under way counted', () => {
  const space = { free: 100, reserve: 20, underWay: 30 };
  assert.ok(hasRoom(space, 50));
  assert.ok(!hasRoom(space, 51));
  assert.ok(isRoomBack({ free: 21, reserve: 20, underWay: 0 }));
  assert.ok(!isRoomBack({ free: 20, reserve: 20, underWay: 0 }));
});
