import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openJournal } from '../src/journal/open-journal.ts';
import { gatherFacts } from '../src/report/gather-facts.ts';
import { parseMonth } from '../src/report/month.ts';
import { scratch } from './support/scratch.ts';

const at = (text: string) => new Date(`2026-${text}Z`);
const NOW = at('05-01T00:00');
const MARCH = parseMonth('2026-03', NOW);

function newJournal(t: TestContext) {
  const { journal } = openJournal(join(scratch(t), 'state'), NOW);
  t.after(() => journal.close());
  journal.destination('archive');
  journal.noteRun('/srv/landing', { name: 'RUN', dev: 1n, ino: 1n }, at('03-02T00:00'));
  journal.noteRun('/srv/old/A_RUN_BY_ITSELF', { name: '', dev: 1n, ino: 2n }, at('03-03T00:00'));
  return journal;
}

test('roots have the names of the configuration, or numbers, and never paths; a root that is a run has its name', t => {
  const roots = [{ name: 'lab-a', path: '/srv/landing', destinations: ['archive'] }];
  const named = { roots, destinations: [{ name: 'archive', confirm: false }] };
  const facts = gatherFacts(newJournal(t), named, MARCH, NOW);
  assert.deepEqual(
    facts.runs.map(({ name, root, wanted }) => [name, root, wanted]),
    [
      ['RUN', 'lab-a', [0]],
      ['A_RUN_BY_ITSELF', 'root 2', []],
    ],
  );
  assert.equal(facts.destinations.get(0)?.confirm, false);
  const bare = gatherFacts(newJournal(t), undefined, MARCH, NOW);
  assert.ok(!JSON.stringify([bare.runs, [...bare.destinations]]).includes('/srv'));
});

test('what came after the month is left out, but for an agent that was at work in it and still is', t => {
  const journal = newJournal(t);
  const add = (when: string, kind: string, detail: string) =>
    journal.addEvent({ at: at(when), run: undefined, destination: undefined, kind, detail });
  add('04-30T00:00', 'at-work', '{"from":"2026-03-30T00:00:00.000Z","version":"0.1.0"}');
  add('04-30T00:00', 'at-work', '{"from":"2026-04-01T00:00:00.000Z","version":"0.2.0"}');
  add('03-31T23:59', 'stale', '');
  add('03-31T23:59', 'late', '{"code":["not","ours"],"hours":3}');
  add('04-01T00:00', 'stale', '{}');
  assert.deepEqual(
    gatherFacts(journal, undefined, MARCH, NOW).events.map(({ kind, detail }) => [kind, detail]),
    [
      ['at-work', { from: '2026-03-30T00:00:00.000Z', version: '0.1.0' }],
      ['stale', {}],
      ['late', { hours: 3 }],
    ],
  );
});
