import type { BytePath } from '@seqwarden/proof';
import type { ReportFacts } from './report-facts.ts';
import type { NotedReading, RunHistory } from './run-history.ts';

/**
 * What somebody still has to do, or to wait for.
 *
 * - `quarantined`: a person has to look and to release it
 * - `not-sealed`: seen, and not sealed
 * - `differs`: the last reading from a destination found other bytes, or no run
 * - `not-there`: sealed elsewhere, and not at a destination to which it is to go
 * - `not-read-back`: sealed, and never read back from a destination that asks for it
 */
export interface OpenPoint {
  readonly kind: 'quarantined' | 'not-sealed' | 'differs' | 'not-there' | 'not-read-back';
  readonly run: BytePath;
  readonly root: string;
  readonly destination: string | undefined;
  /** undefined: before what is kept. */
  readonly since: Date | undefined;
  readonly code: string | undefined;
}

/** What was open at the end of the month, in the order in which the runs were first seen. */
export function openPoints({ destinations }: ReportFacts, histories: readonly RunHistory[]): OpenPoint[] {
  return histories.flatMap(({ run, sealed, quarantinedSince, places }): OpenPoint[] => {
    const of = { run: run.name, root: run.root, destination: undefined, code: undefined };
    const points: OpenPoint[] = [];
    if (quarantinedSince !== undefined)
      points.push({ ...of, kind: 'quarantined', since: quarantinedSince.at, code: quarantinedSince.code });
    else if (sealed === undefined) points.push({ ...of, kind: 'not-sealed', since: run.firstSeen });
    if (sealed === undefined) return points;
    for (const { slot, confirmed, reverified, isReadBack, isSealed } of places.values()) {
      const place = destinations.get(slot);
      const destination = place?.name ?? `destination ${slot}`;
      const last = lastOf([...confirmed, ...reverified]);
      if (last?.code !== undefined)
        points.push({ ...of, kind: 'differs', destination, since: last.at, code: last.code });
      else if (!isReadBack && !isSealed)
        points.push({ ...of, kind: 'not-there', destination, since: sealed.at });
      else if (!isReadBack && place?.confirm !== false)
        points.push({ ...of, kind: 'not-read-back', destination, since: sealed.at });
    }
    return points;
  });
}

function lastOf(readings: readonly NotedReading[]): NotedReading | undefined {
  return readings.reduce<NotedReading | undefined>(
    (last, one) => (last === undefined || one.at >= last.at ? one : last),
    undefined,
  );
}
