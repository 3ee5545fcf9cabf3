import type { Zone } from '@seqwarden/cases/summary';

/** The clocks of a zone from one moment (RFC 3339) to another. Throws RangeError: there is no such zone. */
export function zoneOffsets(name: string, from: string, until: string): Zone {
  const offsets: { readonly since: string; readonly minutes: number }[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.from(from).toZonedDateTimeISO(name);
  for (; at !== null && at.epochMilliseconds <= Date.parse(until); at = at.getTimeZoneTransition('next'))
    offsets.push({
      since: new Date(at.epochMilliseconds).toISOString(),
      minutes: Math.round(at.offsetNanoseconds / 60e9),
    });
  return { name, offsets };
}
