import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeHolder } from './lock-holder.ts';

const HERE = { host: 'server', pid: 100 };

for (const [what, holder, alive, state] of [
  ['a living process of this host keeps its lock', { host: 'server', pid: 7 }, true, 'alive here'],
  ['a process of this host that is no more loses it', { host: 'server', pid: 7 }, false, 'gone'],
  ['a lock with our number is of an earlier process', { host: 'server', pid: 100 }, true, 'gone'],
  ['a number that no process has is nobody', { host: 'server', pid: 0 }, true, 'gone'],
  ['nor is one that is not a number', { host: 'server', pid: Number.NaN }, true, 'gone'],
  ['another host is believed, whatever runs here', { host: 'other', pid: 7 }, false, 'elsewhere'],
  ['even with our own number', { host: 'other', pid: 100 }, false, 'elsewhere'],
] as const) {
  test(what, () =>
    assert.equal(
      judgeHolder(holder, HERE, () => alive),
      state,
    ),
  );
}
