/**
 * A process of its own in which an agent works, whose clock is in the hands of the process that started it: whenever nothing is to be done it tells
 * that one how far its clock is, and waits for `go` or `end`. `agent-under-faults.ts SETUP`, as {@link Setup} in JSON.
 */
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { loadSigner } from '../../../src/config/signer.ts';
import type { DestinationSpec } from '../../../src/destinations/destination.ts';
import type { AgentEvent } from '../../../src/events/event.ts';
import { runAgent } from '../../../src/service/run-agent.ts';
import { destinationOf, rootOf } from '../../service/places.ts';
import { trustIn } from '../../support/sealing.ts';

export interface Setup {
  readonly landing: string;
  readonly state: string;
  /** The folder of the keys. */
  readonly config: string;
  readonly destinations: readonly { readonly name: string; readonly spec: DestinationSpec }[];
}

/** What the agent says. */
export type Said =
  | { readonly kind: 'event'; readonly event: AgentEvent }
  | { readonly kind: 'idle'; readonly at: number };

if (import.meta.main) {
  const setup: Setup = JSON.parse(process.argv[2] ?? '');
  const say = (said: Said) => void process.send?.(said);
  // Nobody else would end it.
  const orphaned = () => process.exit(1);
  process.once('disconnect', orphaned);
  const signer = { ...loadSigner(setup.config), register: undefined };
  const stop = new AbortController();
  let at = 0;
  await runAgent({
    config: {
      roots: [
        rootOf(
          setup.landing,
          setup.destinations.map(({ name }) => name),
        ),
      ],
      destinations: setup.destinations.map(({ name, spec }) => ({ ...destinationOf(name, ''), spec })),
    },
    stateFolder: setup.state,
    signer,
    trust: trustIn([signer]),
    version: '0.0.0-test',
    now: () => new Date(),
    clock: () => at,
    sleep: async ms => {
      at += ms;
      // Short ones wait for what goes on beside, which needs real time.
      if (ms <= 200) return void (await setTimeout(2));
      say({ kind: 'idle', at });
      const [answer] = await once(process, 'message');
      if (answer === 'end') stop.abort();
    },
    emit: event => say({ kind: 'event', event }),
    signal: stop.signal,
  });
  process.off('disconnect', orphaned);
  process.disconnect?.();
}
