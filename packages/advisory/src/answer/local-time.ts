import { SeqwardenError } from '@seqwarden/proof';

/** Throws USAGE: there is no such zone. */
export function requireZone(zone: string): string {
  try {
    Temporal.Now.zonedDateTimeISO(zone);
  } catch (error) {
    throw new SeqwardenError('USAGE', `there is no time zone ${JSON.stringify(zone)}`, { cause: error });
  }
  return zone;
}

/** The same moment by the clocks of a zone, with the offset that they had then: RFC 3339, to the second. */
export function localTime(moment: string, zone: string): string {
  return Temporal.Instant.from(moment)
    .toZonedDateTimeISO(zone)
    .toString({ timeZoneName: 'never', smallestUnit: 'second' });
}
