import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from './testing/needs.ts';

/** All values of each directive of a unit, in their order. */
function directives(name: string): ReadonlyMap<string, readonly string[]> {
  const text = readFileSync(join(ROOT, 'packaging', 'systemd', name), 'utf8');
  const pairs = text.split('\n').flatMap(line => {
    const [, key, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
  return new Map(
    Object.entries(Object.groupBy(pairs, ([key]) => key)).map(([key, all]) => [
      key,
      (all ?? []).map(([, value]) => value),
    ]),
  );
}

/** What is another service's by its nature: when it runs, what it starts, which secrets it has, what it reads. */
const OWN = new Set([
  'Description',
  'RequiresMountsFor',
  'Before',
  'Type',
  'ExecStart',
  'TimeoutStartSec',
  'Restart',
  'RestartSec',
  'LoadCredential',
  'ReadOnlyPaths',
  'WantedBy',
]);

const agent = directives('seqwarden-agent.service');

/** All that makes the sandbox. */
function sandbox(unit: ReadonlyMap<string, readonly string[]>) {
  return [...unit].filter(([key]) => !OWN.has(key)).sort();
}

describe('the unit for what is due', () => {
  const due = directives('seqwarden-due.service');

  it("has the agent's sandbox, directive by directive", () => assert.deepEqual(sandbox(due), sandbox(agent)));

  it('starts one command and ends', () => {
    assert.deepEqual(due.get('Type'), ['oneshot']);
    assert.deepEqual(due.get('ExecStart'), ['/usr/bin/seqwarden due --json']);
    assert.equal(due.get('Restart'), undefined, 'what was not sent is for the next day, and for a person');
  });

  it('is started by a timer that makes up for what was missed', () => {
    const timer = directives('seqwarden-due.timer');
    assert.deepEqual([timer.get('Persistent'), timer.get('WantedBy')], [['yes'], ['timers.target']]);
  });
});

describe('the unit for what runs show', () => {
  const observe = directives('seqwarden-observe.service');

  it("has the agent's sandbox, and no secret but the two keys that it signs with", () => {
    assert.deepEqual(sandbox(observe), sandbox(agent));
    assert.deepEqual(observe.get('LoadCredential'), agent.get('LoadCredential'));
  });

  it('ends before it is told what is due, and keeps nobody from being told', () => {
    assert.deepEqual(observe.get('Type'), ['oneshot']);
    assert.deepEqual(observe.get('Before'), ['seqwarden-due.service']);
    assert.deepEqual(observe.get('WantedBy'), ['seqwarden-due.service'], 'a wish, and no requirement');
  });
});
