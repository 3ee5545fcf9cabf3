import type { Persons } from '../authority/index.ts';
import type { PlacedAct } from '../state/index.ts';
import type { Choice, Part, ThreadActs } from './parts.ts';
import { reduceCase } from './reduce-case.ts';
import { reduceDevice } from './reduce-device.ts';
import { reduceIncident } from './reduce-incident.ts';
import { reduceNotice } from './reduce-notice.ts';
import { reduceRecord } from './reduce-record.ts';
import { reduceRights } from './reduce-rights.ts';
import type { ThreadKey, ThreadKind } from './thread.ts';

/** All that a thread may be given: its acts, and what it needs of others. */
export interface Given extends ThreadActs {
  /** Of all cases, those on the device; for threads of devices. */
  readonly choices: readonly Choice[];
  /** The record that is corrected, at each of its places; for threads of records. */
  readonly record: readonly PlacedAct[];
  /** Whose key is whose, by the word of all logs at hand. */
  readonly persons: Persons;
}

/** What a thread comes to. The same acts and needs give the same part, in whatever order they are. */
export function reduceThread(key: ThreadKey, given: Given): Part {
  return REDUCERS[kindOf(key)](given);
}

const REDUCERS: Readonly<Record<ThreadKind, (given: Given) => Part>> = {
  case: reduceCase,
  device: given => reduceDevice(given, given.choices, given.persons),
  incident: reduceIncident,
  notice: reduceNotice,
  record: ({ acts, record }) => reduceRecord(acts, record),
  rights: ({ acts }) => reduceRights(acts),
};

function kindOf(key: ThreadKey): ThreadKind {
  const kinds: readonly ThreadKind[] = ['case', 'device', 'incident', 'notice', 'record', 'rights'];
  return kinds.find(kind => key.startsWith(`${kind}/`)) ?? 'record';
}
