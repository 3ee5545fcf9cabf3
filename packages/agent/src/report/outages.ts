import type { EventFacts } from './report-facts.ts';

/** A place that could not be used. */
export interface Outage {
  readonly of: 'destination' | 'root';
  readonly name: string;
  readonly from: Date;
  /** undefined: it was not over at the end of the month, as far as anybody noted. */
  readonly until: Date | undefined;
  readonly code: string;
}

/**
 * Outages that touch a stretch of time. One that an agent did not see the end of, because it ended itself, is taken to last until an agent says that
 * the place is back, or works there again.
 */
export function outagesOf(
  events: readonly EventFacts[],
  nameOf: (event: EventFacts) => string | undefined,
  from: Date,
): Outage[] {
  const open = new Map<string, Outage>();
  const found: Outage[] = [];
  const begin = (of: Outage['of'], name: string, { at, detail }: EventFacts) => {
    const key = `${of} ${name}`;
    if (!open.has(key)) open.set(key, { of, name, from: at, until: undefined, code: `${detail.code}` });
  };
  const end = (of: Outage['of'], name: string, until: Date) => {
    const begun = open.get(`${of} ${name}`);
    if (begun !== undefined) found.push({ ...begun, until });
    open.delete(`${of} ${name}`);
  };
  for (const event of events) {
    const { kind, at, detail } = event;
    const destination = nameOf(event);
    const root = typeof detail.root === 'string' ? detail.root : undefined;
    if (kind === 'destination-down' && destination !== undefined) begin('destination', destination, event);
    else if (kind === 'source-gone' && root !== undefined) begin('root', root, event);
    else if (kind === 'source-back' && root !== undefined) end('root', root, at);
    else if (WORKS.has(kind) && destination !== undefined) end('destination', destination, at);
  }
  return [...found, ...open.values()]
    .filter(({ until }) => until === undefined || until >= from)
    .sort((a, b) => a.from.getTime() - b.from.getTime());
}

/** A destination of which one of these is said can be used. */
const WORKS: ReadonlySet<string> = new Set([
  'destination-back',
  'confirmed',
  'reverified',
  'reverify-failed',
  'reverify-unproven',
]);
