import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { AgentEvent } from '../../src/events/event.ts';
import { readJournal } from '../../src/journal/open-journal.ts';
import type { AgentOptions } from '../../src/service/agent-loop.ts';
import { runAgent } from '../../src/service/run-agent.ts';
import { scratch } from '../support/scratch.ts';
import { SIGNER, TRUST } from '../support/sealing.ts';
import { destinationOf, rootOf } from './places.ts';

/** A root, destinations `a` and `b`, and an agent whose clock goes on as fast as it likes: a sleep takes no time. */
export function watched(
  t: TestContext,
  places: readonly string[] = ['a', 'b'],
  reread: readonly string[] = [],
) {
  const folder = scratch(t);
  const root = join(folder, 'landing');
  for (const name of ['landing', ...places]) mkdirSync(join(folder, name));
  const events: AgentEvent[] = [];
  let at = 0;
  let isOver = false;
  const config: AgentOptions['config'] = {
    roots: [rootOf(root, places)],
    destinations: places.map(name => ({
      ...destinationOf(name, join(folder, name)),
      reread: reread.includes(name),
    })),
  };
  const agent = (signal: AbortSignal, more: Partial<AgentOptions> = {}) =>
    runAgent({
      config,
      stateFolder: join(folder, 'state'),
      signer: SIGNER,
      trust: TRUST,
      version: '0.0.0-test',
      now: () => new Date(),
      clock: () => at,
      sleep: async ms => {
        at += ms;
        // Short ones wait for threads, which need real time.
        await (ms > 200 ? setImmediate() : setTimeout(2));
      },
      emit: event => void events.push(event),
      signal,
      ...more,
    }).finally(() => {
      isOver = true;
    });
  /** Waits until the agent has slept for so long; for an instrument that writes meanwhile. */
  const pause = async (ms: number) => {
    const until = at + ms;
    while (at < until) {
      if (isOver) throw new Error('the agent has ended');
      await setImmediate();
    }
  };
  return { folder, root, events, config, agent, pause, journal: () => readJournal(join(folder, 'state')) };
}

/** Runs the agent until `isDone` says so after a turn; after `most` turns it is over in any case. */
export async function untilDone(
  start: (signal: AbortSignal, more: Partial<AgentOptions>) => Promise<void>,
  isDone: () => boolean,
  most = 4000,
): Promise<void> {
  const stop = new AbortController();
  let turns = 0;
  await start(stop.signal, {
    onTurn: () => {
      if (++turns >= most || isDone()) stop.abort();
    },
  });
  if (turns >= most) throw new Error(`not done after ${most} turns`);
}
