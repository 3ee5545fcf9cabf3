import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeLock, encodeLock, judgeHolder, type LockHolder, shownHost } from './lock-holder.ts';
import { UNKNOWN } from './process-identity.ts';

const HERE: LockHolder = {
  host: 'server',
  pid: 100,
  machine: 'm1',
  boot: 'b1',
  numbers: 'pid:[1]',
  started: '500',
};

/** What the processes of this host are: number 7 started at tick 70. */
const startOf = (pid: number) => (pid === 7 ? '70' : undefined);

for (const [what, holder, state] of [
  ['a living process of this host keeps its lock', { pid: 7, started: '70' }, 'alive here'],
  ['a process of this host that is no more loses it', { pid: 8 }, 'gone'],
  ['a number that another process has now is no proof of life', { pid: 7, started: '69' }, 'gone'],
  ['but where the start is unknown it is', { pid: 7, started: UNKNOWN }, 'alive here'],
  ['a lock with our number is of an earlier process', { started: '400' }, 'gone'],
  ['a process of an earlier start of this machine is no more', { pid: 7, boot: 'b0' }, 'gone'],
  [
    'of another machine of the same name nothing is known',
    { pid: 8, boot: 'b0', machine: 'm2' },
    'elsewhere',
  ],
  ['nor where machines cannot be told apart', { pid: 8, boot: 'b0', machine: UNKNOWN }, 'elsewhere'],
  ['nor of another container', { pid: 8, numbers: 'pid:[2]' }, 'elsewhere'],
  ['not even with our own number', { numbers: 'pid:[2]' }, 'elsewhere'],
  ['a container that cannot be told is believed', { pid: 8, numbers: UNKNOWN }, 'elsewhere'],
  ['so is a start of the machine', { pid: 8, boot: UNKNOWN }, 'elsewhere'],
  ['a number that no process has cannot be judged', { pid: 0 }, 'elsewhere'],
  ['nor one that is not a number', { pid: Number.NaN }, 'elsewhere'],
  ['another host is believed, whatever runs here', { host: 'other', pid: 8 }, 'elsewhere'],
] as const) {
  test(what, () => assert.equal(judgeHolder({ ...HERE, ...holder }, HERE, startOf), state));
}

test('where this process does not know its own container, no lock is judged', () => {
  const here = { ...HERE, numbers: UNKNOWN };
  assert.equal(judgeHolder({ ...HERE, pid: 8 }, here, startOf), 'elsewhere');
});

test('a lock says who holds it, and comes back as it went', () => {
  assert.deepEqual(decodeLock(encodeLock(HERE, 'word')), HERE);
});

test('what a lock does not say is unknown', () => {
  for (const text of ['', 'rubbish', 'server 7\n', 'server -7 m1\n', 'server 1e3 m1 b1\n']) {
    const holder = decodeLock(text);
    assert.equal(holder.numbers, UNKNOWN);
    assert.equal(judgeHolder(holder, HERE, startOf), 'elsewhere');
  }
});

test('the holder of a lock is named only where that is a name', () => {
  assert.equal(shownHost('seq-01.lab.example'), 'seq-01.lab.example');
  for (const text of ['', 'call\u001b[2J', 'a'.repeat(4000)]) assert.equal(shownHost(text), 'another host');
});
