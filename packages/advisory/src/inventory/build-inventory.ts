import { type Device, devicesOf } from './devices.ts';
import { modelOfDevice } from './doubts.ts';
import { installationsOf } from './installations.ts';
import type { Instrument, Inventory, Reading } from './inventory.ts';
import { sameRuns } from './same-runs.ts';
import { compareText } from './span.ts';
import { NOTHING_STATED, type StatedFacts } from './stated-facts.ts';

export interface InventoryOptions {
  /** Folders that look like runs and could not be read: they go into the inventory as they are. */
  readonly unidentified?: Inventory['unidentified'];
  /** Simulated runs are taken in, as instruments of their own. */
  readonly simulated?: boolean;
}

/**
 * Instruments and what is installed on them, with its history, from what runs say and what persons stated (FORMATS.md 25). Pure; the order of the readings does
 * not matter.
 */
export function buildInventory(
  readings: Iterable<Reading>,
  stated: StatedFacts = NOTHING_STATED,
  { unidentified = [], simulated = false }: InventoryOptions = {},
): Inventory {
  const { true: named = [], false: nameless = [] } = Object.groupBy(readings, one =>
    String(namesInstrument(one)),
  );
  const runs = sameRuns(named);
  const taken = simulated ? runs : runs.filter(run => !run.simulated);
  return {
    instruments: devicesOf(taken, stated).map(instrument).sort(compareInstruments),
    simulatedLeftOut: runs.length - taken.length,
    unidentified: [...unidentified, ...nameless.map(withoutInstrument)].sort(compareUnidentified),
  };
}

function instrument(device: Device): Instrument {
  const { vendor, serial, simulated, stated } = device;
  return {
    vendor,
    ...modelOfDevice(device),
    serial,
    aliases: [...(stated?.aliases ?? [])].sort(compareText),
    simulated,
    zone: stated?.zone ?? null,
    regulatoryStatus: stated?.regulatoryStatus ?? null,
    use: stated?.use ?? null,
    installations: installationsOf(device),
  };
}

function namesInstrument({ instrument: { model, serial } }: Reading): boolean {
  return model.value !== null || serial.value !== null;
}

function withoutInstrument({ source, software: { control } }: Reading): Unidentified {
  const folder = source.folder ?? source.runId ?? source.seal ?? '';
  const software = [control.name.value, control.version.value].filter(value => value !== null).join(' ');
  const text = `nothing in it names an instrument${software === '' ? '' : `; it was made with ${software}`}`;
  return { folder, code: 'INSTRUMENT_UNKNOWN', text };
}

function compareInstruments(a: Instrument, b: Instrument): number {
  return (
    compareText(a.vendor, b.vendor) ||
    compareText(a.model, b.model) ||
    compareText(a.serial, b.serial) ||
    Number(a.simulated) - Number(b.simulated)
  );
}

type Unidentified = Inventory['unidentified'][number];

function compareUnidentified(a: Unidentified, b: Unidentified): number {
  return compareText(a.folder, b.folder) || compareText(a.code, b.code) || compareText(a.text, b.text);
}
