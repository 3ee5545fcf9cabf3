/** Which day it is at a site, `YYYY-MM-DD`; `zone` is an IANA name. */
export function siteDay(now: Date, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
}
