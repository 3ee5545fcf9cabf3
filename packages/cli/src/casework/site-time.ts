import { siteDay } from '@seqwarden/agent/directory';

/** Which day a moment (RFC 3339) is by the clocks of a zone; undefined: the site's zone is not known, and days are those of UTC. */
export function dayBy(zone: string | undefined): (moment: string) => string {
  return moment => (zone === undefined ? moment.slice(0, 10) : siteDay(new Date(moment), zone));
}

/** A moment (RFC 3339) to the minute by the clocks of a zone, as `2023-05-02 14:00 +02:00`; undefined: the site's zone is not known, and it is said in UTC. */
export function siteTime(moment: string, zone: string | undefined): string {
  if (zone === undefined) return `${moment.slice(0, 16).replace('T', ' ')} UTC`;
  const at = Temporal.Instant.from(moment).toZonedDateTimeISO(zone);
  return `${at.toPlainDate()} ${at.toPlainTime().toString({ smallestUnit: 'minute' })} ${at.offset}`;
}
