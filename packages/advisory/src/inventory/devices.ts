import type { Reading } from './inventory.ts';
import { compareText } from './span.ts';
import type { StatedFacts, StatedInstrument } from './stated-facts.ts';

/** One device, with all that is known of it. */
export interface Device {
  readonly vendor: string | null;
  /** As it is told: without `_RUO`, and not an alias. */
  readonly serial: string | null;
  readonly simulated: boolean;
  /** Whether several vendors have this serial, and its readings name none. */
  readonly isShared: boolean;
  readonly readings: readonly Reading[];
  readonly stated: StatedInstrument | undefined;
}

/** What a NextSeq 550Dx adds to its serial in research mode. */
export function withoutMode(serial: string): string {
  return /^(NDX[0-9A-Z]+)_RUO$/.exec(serial)?.[1] ?? serial;
}

/** Readings to devices (FORMATS.md 25.2). Each names a serial or a model; each model without a serial is one. */
export function devicesOf(readings: readonly Reading[], facts: StatedFacts): Device[] {
  const owners = ownersOf(readings, facts);
  const devices = new Map<string, Device & { readonly readings: Reading[] }>();
  for (const reading of readings) {
    const { vendor, model, serial } = reading.instrument;
    const { simulated } = reading;
    const owner: Owner =
      serial.value === null
        ? { vendor: vendor.value, serial: null, stated: undefined, isShared: false }
        : ownerOf(vendor.value, serial.value, owners);
    const key = JSON.stringify([owner.vendor, owner.serial, simulated, owner.serial === null && model.value]);
    const device = devices.get(key);
    if (device === undefined) devices.set(key, { ...owner, simulated, readings: [reading] });
    else device.readings.push(reading);
  }
  const met = new Set([...devices.values()].map(({ stated }) => stated));
  const unseen = facts.instruments
    .filter(instrument => !met.has(instrument))
    .map((stated): Device => {
      const { vendor, serial } = stated;
      return { vendor, serial, simulated: false, isShared: false, readings: [], stated };
    });
  return [...devices.values(), ...unseen];
}

type Owner = Pick<Device, 'vendor' | 'serial' | 'stated' | 'isShared'>;

interface Owners {
  /** By vendor, by serial and by each alias. */
  readonly stated: ReadonlyMap<string, ReadonlyMap<string, StatedInstrument>>;
  /** By serial or alias: vendors who have it. */
  readonly vendors: ReadonlyMap<string, ReadonlySet<string>>;
}

function ownersOf(readings: readonly Reading[], facts: StatedFacts): Owners {
  const stated = new Map<string, Map<string, StatedInstrument>>();
  const vendors = new Map<string, Set<string>>();
  const note = (vendor: string, serial: string) => {
    const known = vendors.get(serial);
    if (known === undefined) vendors.set(serial, new Set([vendor]));
    else known.add(vendor);
  };
  for (const instrument of facts.instruments) {
    const { vendor } = instrument;
    const own = stated.get(vendor) ?? new Map<string, StatedInstrument>();
    stated.set(vendor, own);
    for (const serial of [instrument.serial, ...instrument.aliases].map(withoutMode)) {
      own.set(serial, instrument);
      note(vendor, serial);
    }
  }
  for (const { instrument } of readings) {
    const { vendor, serial } = instrument;
    if (vendor.value !== null && serial.value !== null) note(vendor.value, withoutMode(serial.value));
  }
  return { stated, vendors };
}

function ownerOf(named: string | null, recorded: string, owners: Owners): Owner {
  const serial = withoutMode(recorded);
  const candidates = [...(owners.vendors.get(serial) ?? [])].sort(compareText);
  const vendor = named ?? (candidates.length === 1 ? (candidates[0] ?? null) : null);
  const stated = vendor === null ? undefined : owners.stated.get(vendor)?.get(serial);
  return {
    vendor,
    serial: stated === undefined ? serial : withoutMode(stated.serial),
    stated,
    isShared: named === null && candidates.length > 1,
  };
}
