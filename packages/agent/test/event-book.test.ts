import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import type { AgentEvent } from '../src/events/event.ts';
import { openJournal } from '../src/journal/open-journal.ts';
import { EventBook } from '../src/report/event-book.ts';
import { scratch } from './support/scratch.ts';

const START = Date.parse('2026-03-01T00:00:00Z');

function newBook(t: TestContext) {
  const folder = join(scratch(t), 'state');
  const { journal } = openJournal(folder, new Date(START));
  t.after(() => journal.close());
  const said: AgentEvent[] = [];
  let passed = 0;
  let moved = 0;
  const book = new EventBook({
    journal,
    emit: event => void said.push(event),
    now: () => new Date(START + passed + moved),
    clock: () => passed,
    version: '0.1.0',
  });
  const kept = () =>
    Array.from(journal.events(0), ({ kind, at, run, destination, detail }) => ({
      kind,
      at: at.toISOString().slice(5, 16),
      ...(run !== undefined && { run }),
      ...(destination !== undefined && { destination }),
      detail: JSON.parse(detail),
    }));
  /** Minutes of work, and how far somebody moves the clock meanwhile. */
  const pass = (minutes: number, jump = 0) => {
    for (let minute = 0; minute < minutes; minute++) {
      passed += 60_000;
      book.turn();
    }
    moved += jump;
  };
  return { journal, book, said, kept, pass };
}

const FROM = '2026-03-01T00:00:00.000Z';

test('what is told goes out and is kept, with run and destination as columns and without names of files', t => {
  const { journal, book, said, kept } = newBook(t);
  const { id } = journal.noteRun('/landing', { name: 'RUN', dev: 1n, ino: 2n }, new Date(START));
  const slot = journal.destination('archive');
  const alarm: AgentEvent = {
    event: 'alarm',
    run: 'RUN',
    code: 'CONFLICT',
    destination: 'archive',
    file: 'SampleSheet.csv',
  };
  book.tell(alarm, id);
  assert.deepEqual(said, [alarm]);
  const [, found] = kept();
  assert.deepEqual(found, {
    kind: 'alarm',
    at: '03-01T00:00',
    run: id,
    destination: slot,
    detail: { code: 'CONFLICT' },
  });
});

test('how long the agent was at work is known to the minute, in a row for each day', t => {
  const { book, kept, pass } = newBook(t);
  pass(3);
  assert.deepEqual(kept(), [
    { kind: 'at-work', at: '03-01T00:03', detail: { from: FROM, version: '0.1.0' } },
  ]);
  pass(1440);
  assert.equal(kept().length, 2);
  book.end();
  assert.deepEqual(kept().at(-1), { kind: 'stopped', at: '03-02T00:03', detail: {} });
});

test('an end by an error is kept with its code', t => {
  const { book, kept } = newBook(t);
  book.end(new SeqwardenError('DESTINATION_FULL', 'full'));
  assert.deepEqual(kept().at(-1)?.detail, { code: 'DESTINATION_FULL' });
});

test('a clock that somebody moved, either way, is noted, and what follows is counted anew', t => {
  const { kept, pass } = newBook(t);
  pass(2, -3_600_000);
  pass(2, 7_200_000);
  pass(1);
  assert.deepEqual(
    kept().map(({ kind, at, detail }) => [kind, at, detail.seconds]),
    [
      ['at-work', '03-01T00:02', undefined],
      ['clock-moved', '02-28T23:03', -3600],
      ['at-work', '02-28T23:04', undefined],
      ['clock-moved', '03-01T01:05', 7200],
      ['at-work', '03-01T01:05', undefined],
    ],
  );
});
