import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from './pace.ts';

test('many small files and few large ones alike let an abort be heard', async () => {
  for (const piece of [(pace: Pace) => pace.file(), (pace: Pace) => pace.spend(100_000)]) {
    const stop = new AbortController();
    const pace = new Pace({ signal: stop.signal });
    setImmediate(() => stop.abort());
    const work = async () => {
      for (let at = 0; at < 1000; at++) await piece(pace);
    };
    await assert.rejects(work(), { name: 'AbortError' });
  }
});

test('whoever is ahead of the rate waits, and is woken by an abort', async () => {
  const started = performance.now();
  await new Pace({ bytesPerSecond: 10_000 }).spend(500);
  assert.ok(performance.now() - started >= 45);

  const stop = new AbortController();
  setTimeout(() => stop.abort(), 20);
  await assert.rejects(new Pace({ bytesPerSecond: 1, signal: stop.signal }).spend(100), {
    name: 'AbortError',
  });
});
