import type { BytePath } from '@seqwarden/proof';
import type { RunId, Slot } from '../journal/records.ts';
import { type Absence, absences, knownFrom, versionsOf } from './at-work.ts';
import { type Check, checkOf } from './check-month.ts';
import { CLOCK_MOVED } from './kept-event.ts';
import { type OpenPoint, openPoints } from './open-points.ts';
import { type Outage, outagesOf } from './outages.ts';
import type { EventFacts, ReportFacts } from './report-facts.ts';
import {
  type AddendumFacts,
  type RunHistory,
  runHistories,
  type SealFacts,
  type Trouble,
} from './run-history.ts';

/** What befell one month; FORMATS.md 17 says what each part means. Times without a value are unknown. */
export interface MonthReport {
  readonly month: string;
  readonly from: Date;
  /** The end of the month, or the moment of writing in a month that is not over. */
  readonly until: Date;
  readonly writtenAt: Date;
  /** From when on all is kept; undefined: nothing of the month is. */
  readonly knownFrom: Date | undefined;
  readonly isWhole: boolean;
  readonly versions: readonly string[];
  readonly absences: readonly Absence[];
  readonly clockMoves: readonly { readonly at: Date; readonly seconds: number }[];
  readonly journalsSetAside: readonly Date[];
  readonly roots: readonly RootCounts[];
  readonly destinations: readonly DestinationCounts[];
  /** With anything that happened in the month. */
  readonly runs: readonly RunOfMonth[];
  readonly outages: readonly Outage[];
  /** At the end of the month. */
  readonly open: readonly OpenPoint[];
  /** Against what is signed at the destinations now; undefined: nobody looked. */
  readonly checks: readonly Check[] | undefined;
}

export interface RootCounts {
  readonly root: string;
  /** First seen in the month. */
  readonly seen: number;
  readonly sealed: number;
  /** Runs, each of which counts once: with an alarm, quarantined, stale. */
  readonly alarmed: number;
  readonly quarantined: number;
  readonly stale: number;
}

export interface DestinationCounts {
  readonly root: string;
  readonly destination: string;
  /** Runs that were read back and equal after the seal, and by schedule. */
  readonly confirmed: number;
  readonly reverified: number;
  /** Runs that came back otherwise, or not at all. */
  readonly failed: number;
}

export interface RunOfMonth {
  readonly id: RunId;
  readonly name: BytePath;
  readonly root: string;
  readonly firstSeen: Date;
  /** In this month or before; undefined: not sealed at its end. */
  readonly sealed: SealFacts | undefined;
  readonly isSealedNow: boolean;
  readonly troubles: readonly TroubleOfMonth[];
  readonly addenda: readonly AddendumFacts[];
  readonly places: readonly PlaceOfMonth[];
}

export interface TroubleOfMonth extends Omit<Trouble, 'destination'> {
  readonly destination: string | undefined;
}

export interface PlaceOfMonth {
  readonly destination: string;
  readonly readings: readonly ReadingOfMonth[];
}

export interface ReadingOfMonth {
  readonly kind: 'confirmed' | 'reverified';
  readonly at: Date;
  readonly code: string | undefined;
  readonly files: number | undefined;
}

/** The report on a month. The same facts give the same report. */
export function monthReport(facts: ReportFacts): MonthReport {
  const { month, writtenAt, events, destinations } = facts;
  const until = writtenAt < month.until ? writtenAt : month.until;
  const known = knownFrom(events);
  const from = later(month.from, known);
  const within = (at: Date) => at >= month.from && at < until;
  const of = (kind: string) => events.filter(one => one.kind === kind && within(one.at));
  const histories = runHistories(facts);
  const runs = histories
    .map(history => runOfMonth(history, within, slot => nameOf(facts, slot)))
    .filter(happened(within));
  return {
    month: month.text,
    from: month.from,
    until,
    writtenAt,
    knownFrom: known !== undefined && known < until ? from : undefined,
    isWhole: known !== undefined && known <= month.from,
    versions: versionsOf(events, month.from, until),
    absences: known === undefined || known >= until ? [] : absences(events, from, until),
    clockMoves: of(CLOCK_MOVED).map(({ at, detail }) => ({ at, seconds: Number(detail.seconds) })),
    journalsSetAside: of('journal-set-aside').map(({ at }) => at),
    roots: rootsOf(facts).map(root => rootCounts(root, runs, within)),
    destinations: rootsOf(facts).flatMap(root =>
      [...destinations.values()].map(({ name }) => destinationCounts(root, name, runs)).filter(hasAny),
    ),
    runs,
    outages: outagesOf(events, event => destinationOf(facts, event), month.from),
    open: openPoints(facts, histories),
    checks: facts.looks?.flatMap(look => {
      const history = histories.find(({ run }) => run.id === look.run);
      return history === undefined ? [] : [checkOf(history, look, nameOf(facts, look.slot), within)];
    }),
  };
}

function later(one: Date, other: Date | undefined): Date {
  return other !== undefined && other > one ? other : one;
}

function nameOf({ destinations }: ReportFacts, slot: Slot): string {
  return destinations.get(slot)?.name ?? `destination ${slot}`;
}

function destinationOf(facts: ReportFacts, { destination }: EventFacts): string | undefined {
  return destination === undefined ? undefined : nameOf(facts, destination);
}

function rootsOf({ runs }: ReportFacts): string[] {
  return [...new Set(runs.map(({ root }) => root))];
}

function runOfMonth(
  { run, sealed, troubles, addenda, places }: RunHistory,
  within: (at: Date) => boolean,
  nameAt: (slot: Slot) => string,
): RunOfMonth {
  return {
    id: run.id,
    name: run.name,
    root: run.root,
    firstSeen: run.firstSeen,
    sealed,
    isSealedNow: sealed?.at !== undefined && within(sealed.at),
    troubles: troubles
      .filter(({ at }) => within(at))
      .map(one => ({
        ...one,
        destination: one.destination === undefined ? undefined : nameAt(one.destination),
      })),
    addenda: addenda.filter(({ at }) => within(at)),
    places: [...places.values()].flatMap(({ slot, confirmed, reverified }) => {
      const readings = [
        ...confirmed.map(one => ({ ...one, kind: 'confirmed' as const })),
        ...reverified.map(one => ({ ...one, kind: 'reverified' as const })),
      ].filter(({ at }) => within(at));
      return readings.length === 0 ? [] : [{ destination: nameAt(slot), readings }];
    }),
  };
}

function happened(within: (at: Date) => boolean) {
  return ({ firstSeen, isSealedNow, troubles, addenda, places }: RunOfMonth) =>
    within(firstSeen) || isSealedNow || troubles.length + addenda.length + places.length > 0;
}

function rootCounts(root: string, runs: readonly RunOfMonth[], within: (at: Date) => boolean): RootCounts {
  const own = runs.filter(run => run.root === root);
  const having = (kind: Trouble['kind']) =>
    own.filter(({ troubles }) => troubles.some(one => one.kind === kind)).length;
  return {
    root,
    seen: own.filter(({ firstSeen }) => within(firstSeen)).length,
    sealed: own.filter(({ isSealedNow }) => isSealedNow).length,
    alarmed: having('alarm'),
    quarantined: having('quarantined'),
    stale: having('stale'),
  };
}

function destinationCounts(
  root: string,
  destination: string,
  runs: readonly RunOfMonth[],
): DestinationCounts {
  const readings = runs
    .filter(run => run.root === root)
    .map(({ places }) => places.find(place => place.destination === destination)?.readings ?? []);
  const having = (is: (one: ReadingOfMonth) => boolean) => readings.filter(some => some.some(is)).length;
  return {
    root,
    destination,
    confirmed: having(({ kind, code }) => kind === 'confirmed' && code === undefined),
    reverified: having(({ kind, code }) => kind === 'reverified' && code === undefined),
    failed: having(({ code }) => code !== undefined),
  };
}

function hasAny({ confirmed, reverified, failed }: DestinationCounts): boolean {
  return confirmed + reverified + failed > 0;
}
