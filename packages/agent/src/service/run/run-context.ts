import type { AgentEvent } from '../../events/event.ts';
import type { Journal } from '../../journal/journal.ts';
import type { RunRecord } from '../../journal/records.ts';
import type { RootConfig } from '../config/agent-config-places.ts';
import type { Allowance } from '../limits/allowance.ts';
import type { Traffic } from '../limits/traffic.ts';
import type { BusyPlaces } from '../places/busy-places.ts';
import type { UsedDestination } from '../places/used-destination.ts';
import type { Sealing } from './finish-run.ts';

/** What the work on one run needs, and what stays the same while it lasts. */
export interface RunContext extends Sealing {
  readonly root: RootConfig;
  /** Of the run, as a path of the host. */
  readonly path: string;
  /** The agent's. */
  readonly stateFolder: string;
  readonly record: RunRecord;
  readonly journal: Journal;
  /** All of the run's, whether they can be reached or not. */
  readonly destinations: readonly UsedDestination[];
  /** Of them, where another holds the run's lock. */
  readonly busyPlaces: BusyPlaces;
  /** Milliseconds on a clock that never jumps. */
  readonly clock: () => number;
  readonly emit: (event: AgentEvent) => void;
  /** One for all runs: bags are taken one after the other. */
  readonly buffer: Buffer;
  readonly spend: (bytes: number) => Promise<void>;
  readonly allowance: Pick<Allowance, 'isOff' | 'bytesPerSecond'>;
  readonly traffic: Traffic;
  readonly signal: AbortSignal;
}

/** Those that work, or are to be tried again now. */
export function dueOf({
  destinations,
  busyPlaces,
}: Pick<RunContext, 'destinations' | 'busyPlaces'>): UsedDestination[] {
  return destinations.filter(used => !busyPlaces.rests(used.slot) && used.isDue);
}

/** Of their slots. */
export function maskOf(destinations: Iterable<Pick<UsedDestination, 'slot'>>): number {
  let all = 0;
  for (const { slot } of destinations) all |= 1 << slot;
  return all;
}
