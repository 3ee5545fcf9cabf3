import type { Installation, Inventory } from '../inventory/inventory.ts';
import type { Finding } from '../match/finding.ts';
import { type ExposureWindow, windowOf } from './exposure-window.ts';

/** The window of each finding on the inventory in which it was found. */
export function windowsOf(
  findings: readonly Finding[],
  inventory: Inventory,
): ReadonlyMap<Finding, ExposureWindow | null> {
  const installations = new Map<string, Installation>();
  for (const instrument of inventory.instruments)
    for (const installation of instrument.installations)
      installations.set(keyOf(instrument, installation.id), installation);
  return new Map(
    findings.map(finding => {
      const installation = installations.get(keyOf(finding.instrument, finding.installation));
      return [finding, installation === undefined ? null : windowOf(finding, installation)];
    }),
  );
}

function keyOf({ vendor, model, serial }: Finding['instrument'], installation: string): string {
  return JSON.stringify([vendor, model, serial, installation]);
}
