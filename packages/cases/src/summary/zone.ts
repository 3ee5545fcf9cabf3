/**
 * The clocks of a site over the time that an export tells of. They stand in the export: who makes its summary again needs no table of zones, of which
 * there are several editions.
 */
export interface Zone {
  /** IANA name. */
  readonly name: string;
  /** Ascending: since then (RFC 3339) clocks showed so many minutes more than UTC. */
  readonly offsets: readonly { readonly since: string; readonly minutes: number }[];
}

/** The day of a moment (RFC 3339) by the clocks of a zone; without one, in UTC. */
export function dayIn(zone: Zone | undefined, moment: string): string {
  return shownIn(zone, moment)?.day ?? moment.slice(0, 10);
}

/** `2023-05-02 14:00 +02:00`, to the minute; without a zone the moment as it is. */
export function timeIn(zone: Zone | undefined, moment: string): string {
  const shown = shownIn(zone, moment);
  return shown === undefined ? moment : `${shown.day} ${shown.time} ${shown.offset}`;
}

/** When something was done that lies between two moments; where a day was said without its zone, that day stands first. */
export function spanIn(
  zone: Zone | undefined,
  { from, until }: { readonly from: string; readonly until: string },
): string {
  if (zone !== undefined && from === until) return `at ${timeIn(zone, from)}`;
  const between = `between ${timeIn(zone, from)} and ${timeIn(zone, until)}`;
  const days = zone === undefined ? undefined : daysAnywhere(from, until);
  return days === undefined ? between : `on ${days}, of which no zone was said (${between})`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Where a record has days of any zone, these reach from 14 hours before the first, read as UTC, to 12 hours after the last (FORMATS.md 25.1). */
function daysAnywhere(from: string, until: string): string | undefined {
  if (!from.endsWith('T10:00:00.000Z') || !until.endsWith('T11:59:59.999Z')) return undefined;
  const first = new Date(Date.parse(from) + 14 * HOUR).toISOString().slice(0, 10);
  const last = new Date(Date.parse(until) - 12 * HOUR).toISOString().slice(0, 10);
  return first === last ? first : `${first} to ${last}`;
}

/** undefined: there is no zone, or this is no moment, or one at the end of all time. Before the first offset that is known, clocks are those of UTC. */
function shownIn(zone: Zone | undefined, moment: string) {
  const at = Date.parse(moment);
  if (zone === undefined || Number.isNaN(at)) return undefined;
  const minutes = zone.offsets.findLast(({ since }) => Date.parse(since) <= at)?.minutes ?? 0;
  const shown = new Date(at + minutes * MINUTE);
  if (Number.isNaN(shown.getTime())) return undefined;
  const local = shown.toISOString();
  return { day: local.slice(0, 10), time: local.slice(11, 16), offset: offsetText(minutes) };
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const [hours, rest] = [Math.floor(size / 60), size % 60].map(part => String(part).padStart(2, '0'));
  return `${minutes < 0 ? '-' : '+'}${hours}:${rest}`;
}
