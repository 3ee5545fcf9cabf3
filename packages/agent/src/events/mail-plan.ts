import type { NextStep } from './output.ts';
import type { StampedEvent } from './stamped-event.ts';

export const HOUR_MS = 3_600_000;
/** Mails in any hour, whatever happens: a storm must not make a mail server turn the lab away. */
const MOST_IN_AN_HOUR = 20;

/** What was mailed within the last hour. Times in milliseconds of a clock that never jumps. */
export interface MailHistory {
  /** By event and run: when. */
  readonly subjects: ReadonlyMap<string, number>;
  readonly mails: readonly number[];
}

export const NO_MAIL: MailHistory = { subjects: new Map(), mails: [] };

/** What a mail is about, so that nobody is told the same every minute: event and run, and what stands for a run where there is none. */
function subjectOf({ event, fields }: StampedEvent): string {
  const about = fields.get('run') ?? fields.get('destination') ?? fields.get('root') ?? fields.get('output');
  return JSON.stringify([event, about]);
}

/**
 * At most one mail for each event and run in an hour: what is about something new goes out now, all of it in one mail; what comes again
 * within the hour waits for its end and comes together then.
 */
export function planMail(waiting: readonly StampedEvent[], history: MailHistory, now: number): NextStep {
  const recent = history.mails.filter(time => now - time < HOUR_MS);
  const oldest = recent[0];
  if (oldest !== undefined && recent.length >= MOST_IN_AN_HOUR) return { waitMs: oldest + HOUR_MS - now };
  const freeAt = (event: StampedEvent) => (history.subjects.get(subjectOf(event)) ?? -Infinity) + HOUR_MS;
  const free = waiting.filter(event => freeAt(event) <= now);
  if (free.length > 0) return { send: free };
  return { waitMs: waiting.reduce((least, event) => Math.min(least, freeAt(event)), Infinity) - now };
}

/** The history after a mail about these events; what is older than an hour is forgotten. */
export function afterMail(history: MailHistory, events: readonly StampedEvent[], now: number): MailHistory {
  const subjects = new Map([...history.subjects].filter(([, time]) => now - time < HOUR_MS));
  for (const event of events) subjects.set(subjectOf(event), now);
  return { subjects, mails: [...history.mails.filter(time => now - time < HOUR_MS), now] };
}
