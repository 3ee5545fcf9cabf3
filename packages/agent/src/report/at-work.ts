import { AT_WORK } from './kept-event.ts';
import type { EventFacts } from './report-facts.ts';

/** A stretch of time in which an agent was at work, by what it noted each minute. */
interface Stretch {
  readonly from: number;
  until: number;
  /** `stopped`, or the code of an error, where that was noted. */
  end: string | undefined;
}

/** A stretch in which no agent was at work, as far as can be told. */
export interface Absence {
  readonly from: Date;
  readonly until: Date;
  /** `stopped`: somebody ended it. A code: it ended by that error. `unrecorded`: power, a kill, or a machine that slept; nobody noted it. */
  readonly why: string;
}

/** Milliseconds between two notes that are no absence: an agent notes each minute, and may be at one large file for longer. */
const HARDLY = 5 * 60_000;

/**
 * When no agent was at work between two moments, both of which are inside of what the journal knows.
 *
 * @param events in the order in which they were kept
 */
export function absences(events: readonly EventFacts[], from: Date, until: Date): Absence[] {
  const found: Absence[] = [];
  let end = from.getTime();
  let why = 'unrecorded';
  for (const stretch of stretchesOf(events)) {
    if (stretch.from > end + HARDLY && stretch.from > from.getTime())
      found.push(absence(end, Math.min(stretch.from, until.getTime()), why));
    if (stretch.until >= end || end === from.getTime()) why = stretch.end ?? 'unrecorded';
    end = Math.max(end, stretch.until);
    if (end >= until.getTime()) break;
  }
  if (until.getTime() > end + HARDLY) found.push(absence(end, until.getTime(), why));
  return found.filter(one => one.from < one.until);
}

/** In the order of their beginnings: a clock that was put back would else make the past look empty. */
function stretchesOf(events: readonly EventFacts[]): Stretch[] {
  const all: Stretch[] = [];
  for (const { kind, at, detail } of events) {
    const last = all.at(-1);
    if (kind === AT_WORK) {
      const from = Date.parse(`${detail.from}`);
      if (from <= at.getTime()) all.push({ from, until: at.getTime(), end: undefined });
    } else if (kind === 'stopped' && last !== undefined) {
      last.end = typeof detail.code === 'string' ? detail.code : 'stopped';
    }
  }
  return all.sort((a, b) => a.from - b.from);
}

function absence(from: number, until: number, why: string): Absence {
  return { from: new Date(from), until: new Date(until), why };
}

/** From when on everything is kept: of what was before the first note that an agent was at work, some may be forgotten. */
export function knownFrom(events: readonly EventFacts[]): Date | undefined {
  const first = events.find(({ kind }) => kind === AT_WORK);
  const from = first === undefined ? Number.NaN : Date.parse(`${first.detail.from}`);
  return Number.isNaN(from) ? undefined : new Date(from);
}

/** Versions of the program that were at work in a stretch of time, in the order in which they first were. */
export function versionsOf(events: readonly EventFacts[], from: Date, until: Date): string[] {
  const there = events.filter(
    ({ kind, at, detail }) =>
      kind === AT_WORK && at >= from && Date.parse(`${detail.from}`) < until.getTime(),
  );
  return [...new Set(there.map(({ detail }) => `${detail.version}`))];
}
