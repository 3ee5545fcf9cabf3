import type { DeliveryRecord, RunId, RunRecord, Slot } from '../journal/records.ts';
import type { Month } from './month.ts';

/** All that a report is made of. */
export interface ReportFacts {
  readonly month: Month;
  readonly writtenAt: Date;
  /** In the order in which they were first seen. */
  readonly runs: readonly RunFacts[];
  readonly destinations: ReadonlyMap<Slot, DestinationFacts>;
  /** In the order in which they were kept; of the end of the month and before. */
  readonly events: readonly EventFacts[];
  /** Of runs with anything that happened in the month; undefined: nobody looked. */
  readonly looks?: readonly PlaceLook[] | undefined;
}

export interface RunFacts extends Pick<RunRecord, 'id' | 'name' | 'firstSeen'> {
  /** A name that tells nothing of this host. */
  readonly root: string;
  readonly deliveries: readonly DeliveryRecord[];
  /** Destinations that the configuration names for its root now. */
  readonly wanted: readonly Slot[];
}

export interface DestinationFacts {
  readonly name: string;
  /** Of the place that the journal has known under the name; undefined: none yet. */
  readonly id: string | undefined;
  /** Whether runs are read back from it after the seal. */
  readonly confirm: boolean;
}

export interface EventFacts {
  readonly at: Date;
  readonly run: RunId | undefined;
  readonly destination: Slot | undefined;
  readonly kind: string;
  /** What the event says beside that. */
  readonly detail: Readonly<Record<string, string | number>>;
}

/** What lies of a run at a destination. */
export interface PlaceLook {
  readonly run: RunId;
  readonly slot: Slot;
  /** `doubtful`: a seal that does not verify. `disposed`: gone, and a person signed that it was meant. `unknown`: it could not be reached, or only a register could tell. */
  readonly found: 'sealed' | 'unsealed' | 'doubtful' | 'gone' | 'disposed' | 'unknown';
  /** Why, in codes. */
  readonly code?: string | undefined;
  /** Identities of the seal and of those that it replaced. */
  readonly seals?: ReadonlySet<string> | undefined;
  /** Id of the key that signed it. */
  readonly key?: string | undefined;
  /** When a second reading was completed, by signed statements. */
  readonly readings?: readonly Date[] | undefined;
}
