import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { makePath } from '../host/make-path.ts';
import type { Journal } from '../journal/journal.ts';
import { openJournal } from '../journal/open-journal.ts';
import { EventBook } from '../report/event-book.ts';
import { AgentLoop, type AgentOptions } from './agent-loop.ts';
import { takeLease } from './lease/lease-file.ts';
import { POLL } from './limits/poll-plan.ts';
import { hasStateRoom } from './limits/state-room.ts';
import { JOURNAL_LEASE, LEASES } from './status/read-status.ts';

/**
 * The copy service: watches the roots and brings what grows there to the destinations until it is asked to end. While another agent of this machine
 * works with the same journal it waits. One with another journal it does not see: of both, the run's lock at a destination lets in one at a time. Throws AGENT_OTHER_HOST, JOURNAL_*, USAGE.
 */
export async function runAgent(options: AgentOptions): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const { stateFolder, sleep, signal, now } = options;
  const leases = join(stateFolder, LEASES);
  makePath(stateFolder, 0o700);
  let release: (() => void) | undefined;
  while (!signal.aborted && release === undefined) {
    release = leaseOn(leases, JOURNAL_LEASE);
    if (release === undefined) await sleep(POLL.growing, signal);
  }
  if (release === undefined) return;
  opened.defer(release);
  const { journal, setAside } = openJournal(stateFolder, now());
  opened.defer(() => journal.close());
  const known = [...journal.runs()];
  const quarantined = known.filter(({ state }) => state === 'quarantined').length;
  const book = new EventBook({ ...options, journal });
  book.tell({ event: 'started', runs: known.length, quarantined });
  if (setAside !== undefined) book.tell({ event: 'journal-set-aside' });
  try {
    await workWithRoom({ ...options, emit: event => book.tell(event) }, journal, book);
    book.end();
  } catch (error) {
    book.end(error);
    throw error;
  }
}

/**
 * Where the state folder is full nothing can be noted, so nothing more is done: what was begun ends, and when there is room again all is begun anew by what
 * the journal knows, as after the end of a process. So it is where another seal key took the place of the one in use. Throws as {@link runAgent}.
 */
async function workWithRoom(given: AgentOptions, journal: Journal, book: EventBook): Promise<void> {
  let options = given;
  const { stateFolder, sleep, signal } = options;
  while (!signal.aborted) {
    await using opened = new AsyncDisposableStack();
    const stop = new AbortController();
    const ended = AbortSignal.any([signal, stop.signal]);
    try {
      const next = await new AgentLoop({ ...options, signal: ended }, journal, book, opened).work(stop);
      if (next === undefined) return;
      options = { ...options, ...next };
      continue;
    } catch (error) {
      book.wasFull(error);
    }
    do await sleep(POLL.growing, signal);
    while (!signal.aborted && !(hasStateRoom(stateFolder) && book.isWritable()));
  }
}

/** undefined: another process of this machine has it. */
function leaseOn(folder: string, what: string): (() => void) | undefined {
  try {
    return takeLease(folder, what);
  } catch (error) {
    if (error instanceof SeqwardenError && error.code === 'AGENT_BUSY') return undefined;
    throw error;
  }
}
