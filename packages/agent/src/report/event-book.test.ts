import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratch } from '../../test/support/scratch.ts';
import type { AgentEvent } from '../events/event.ts';
import { openJournal } from '../journal/open-journal.ts';
import { EventBook } from './event-book.ts';

test('while the state folder is full events go on to the outputs; that it is, and that it is over, is said once', t => {
  const { journal } = openJournal(join(scratch(t), 'state'), new Date());
  t.after(() => journal.close());
  const told: AgentEvent[] = [];
  const clock = () => at;
  let at = 0;
  const emit = (event: AgentEvent) => void told.push(event);
  const book = new EventBook({ journal, emit, now: () => new Date(), clock, version: '0.0.0-test' });
  const full = () => {
    throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
  };
  const writes = [t.mock.method(journal, 'addEvent', full), t.mock.method(journal, 'prolongEvent', full)];
  const event = { event: 'started', runs: 0, quarantined: 0 } as const;
  book.tell(event);
  book.tell(event);
  at += 60_000;
  book.turn();
  for (const { mock } of writes) mock.restore();
  book.tell(event);
  assert.deepEqual(told, [
    event,
    { event: 'output-down', output: 'journal', reason: 'STATE_FULL' },
    event,
    event,
    { event: 'output-back', output: 'journal', dropped: 2 },
  ]);
});

test('another error of the journal is thrown', t => {
  const { journal } = openJournal(join(scratch(t), 'state'), new Date());
  t.after(() => journal.close());
  const told = () => {};
  const book = new EventBook({
    journal,
    emit: told,
    now: () => new Date(),
    clock: () => 0,
    version: '0.0.0-test',
  });
  t.mock.method(journal, 'addEvent', () => {
    throw new Error('disk I/O error');
  });
  assert.throws(() => book.tell({ event: 'started', runs: 0, quarantined: 0 }), /disk I\/O error/);
});
