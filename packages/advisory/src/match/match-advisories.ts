import type { Advisory } from '../document/advisory.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Overlay } from '../overlay/overlay.ts';
import type { Matches } from './finding.ts';

/** What advisories say of an inventory, and of which installations they say nothing (FORMATS.md 26). Pure; the order of neither matters. */
export function matchAdvisories(
  inventory: Inventory,
  advisories: readonly Advisory[],
  overlay: Overlay,
): Matches {
  void [inventory, advisories, overlay];
  return { findings: [], unmatched: [] };
}
