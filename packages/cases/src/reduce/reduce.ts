import type { Entry, PlacedAct, RecordRef, State, Uncounted } from '../state/index.ts';
import { compose } from './compose.ts';
import { groupBy } from './order.ts';
import type { RecordPart } from './parts.ts';
import { reduceCase } from './reduce-case.ts';
import { reduceDevice } from './reduce-device.ts';
import { reduceIncident } from './reduce-incident.ts';
import { reduceNotice } from './reduce-notice.ts';
import { reduceRecord } from './reduce-record.ts';
import { reduceRights } from './reduce-rights.ts';
import { deviceThread, recordThread, type ThreadKey, threadOf } from './thread.ts';

/**
 * What the entries of all logs at hand amount to; in whatever order they come, and however often each. Of each log it wants what stands before an act, too: what an act refers to, and
 * what its maker may do.
 */
export function reduce(entries: Iterable<Entry>): State {
  const acts: PlacedAct[] = [];
  const uncounted: Uncounted[] = [];
  for (const entry of entries) {
    if ('placed' in entry) acts.push(entry.placed);
    else uncounted.push(entry.uncounted);
  }
  const threads = groupBy(acts, threadOf);
  const records = recordParts(acts, threads);
  const corrected = new Map<string, RecordRef>();
  for (const [identity, { correctedBy }] of records)
    if (correctedBy !== null) corrected.set(identity, correctedBy);
  const ofKind = (kind: string) => [...threads].filter(([key]) => key.startsWith(`${kind}/`));
  const cases = ofKind('case').map(([, acts]) => reduceCase({ acts, corrected }));
  const choices = groupBy(
    cases.flatMap(part => part.choices),
    ({ installed }) => deviceThread(installed),
  );
  const devices = new Set([...ofKind('device').map(([key]) => key), ...choices.keys()]);
  return compose({
    cases,
    devices: [...devices].map(key =>
      reduceDevice({ acts: threads.get(key) ?? [], corrected }, choices.get(key) ?? []),
    ),
    notices: ofKind('notice').map(([, acts]) => reduceNotice({ acts, corrected })),
    incidents: ofKind('incident').map(([, acts]) => reduceIncident({ acts, corrected })),
    records: records.values(),
    rights: ofKind('rights').map(([, acts]) => reduceRights(acts)),
    uncounted,
  });
}

/** By the identity of what was corrected. */
function recordParts(
  acts: readonly PlacedAct[],
  threads: ReadonlyMap<ThreadKey, readonly PlacedAct[]>,
): Map<string, RecordPart> {
  const wanted = new Set(acts.flatMap(({ act }) => (act.kind === 'correction' ? [act.predicate.of] : [])));
  const records = groupBy(
    acts.filter(({ identity }) => wanted.has(identity)),
    ({ identity }) => identity,
  );
  return new Map(
    [...wanted].map(identity => [
      identity,
      reduceRecord(threads.get(recordThread(identity)) ?? [], records.get(identity) ?? []),
    ]),
  );
}
