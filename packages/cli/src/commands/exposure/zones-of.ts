import { type Reading, type StatedFacts, withoutMode } from '@seqwarden/advisory/inventory';

/** The zone that was stated for a device, under any of its serials. */
export function zonesOf(
  stated: StatedFacts | undefined,
): (instrument: Pick<Reading['instrument'], 'vendor' | 'serial'>) => string | undefined {
  const keyOf = (vendor: string | null, serial: string) => JSON.stringify([vendor, withoutMode(serial)]);
  const zones = new Map(
    (stated?.instruments ?? []).flatMap(({ vendor, serial, aliases, zone }) =>
      zone === null ? [] : [serial, ...aliases].map(one => [keyOf(vendor, one), zone] as const),
    ),
  );
  return ({ vendor, serial }) =>
    serial.value === null ? undefined : zones.get(keyOf(vendor.value, serial.value));
}
