export { buildInventory, type InventoryOptions } from './build-inventory.ts';
export { withoutMode } from './devices.ts';
export type * from './inventory.ts';
export { readStatedFacts } from './read-stated-facts.ts';
export { type RunSource, runSourceKey } from './run-source.ts';
export { NOTHING_STATED, type StatedFacts } from './stated-facts.ts';
