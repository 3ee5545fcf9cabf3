import { displayPath } from '@seqwarden/proof';
import { type AgentEvent, EVENTS, type EventName, FIELDS, LOCAL_FIELDS, type Severity } from './event.ts';

/** An event as outputs get it: plain values on one line each, keys in the order of the table. */
export interface StampedEvent {
  /** When it happened, UTC, with milliseconds. */
  readonly time: string;
  readonly event: EventName;
  readonly severity: Severity;
  /** Unlike any other: whoever gets an event twice knows it by this. */
  readonly id: string;
  readonly fields: ReadonlyMap<string, string | number>;
}

const ESCAPED: readonly string[] = ['run', 'file'];

/** Takes over the fields that the table names for this event, and no other. */
export function stampEvent(event: AgentEvent, time: Date, id: string): StampedEvent {
  const kind = EVENTS[event.event];
  const allowed: readonly string[] = [...kind.fields, ...kind.may];
  const given = new Map<string, unknown>(Object.entries(event));
  const fields = new Map<string, string | number>();
  for (const name of Object.keys(FIELDS).filter(field => allowed.includes(field))) {
    const value = given.get(name);
    if (typeof value === 'string') fields.set(name, ESCAPED.includes(name) ? displayPath(value) : value);
    else if (typeof value === 'number' && Number.isFinite(value)) fields.set(name, value);
  }
  return { time: time.toISOString(), event: event.event, severity: kind.severity, id, fields };
}

/** The same event without what has to stay on this host. */
export function withoutLocal(event: StampedEvent): StampedEvent {
  const fields = new Map([...event.fields].filter(([name]) => !LOCAL_FIELDS.some(local => local === name)));
  return { ...event, fields };
}

/** One line of JSON without a line end: no character of it is outside printable ASCII. */
export function eventJson({ time, event, severity, id, fields }: StampedEvent): string {
  return JSON.stringify({ time, event, severity, id, ...Object.fromEntries(fields) }).replace(
    /[^\x20-\x7e]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** For people: `alarm: 240101_A00001_0001_AHXXXXXXXX, destination archive, CONFLICT`; printable ASCII, one line. */
export function eventLine({ event, fields }: StampedEvent): string {
  const parts = [...fields].map(([name, value]) => (BARE.includes(name) ? `${value}` : `${name} ${value}`));
  const line = parts.length === 0 ? event : `${event}: ${parts.join(', ')}`;
  return line.replace(/[^\x20-\x7e]/gu, char => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Fields that are clear without their name. */
const BARE: readonly string[] = ['run', 'code'];
