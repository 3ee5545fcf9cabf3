export { buildInventory, type InventoryOptions } from './build-inventory.ts';
export type * from './inventory.ts';
export { NOTHING_STATED, type StatedFacts } from './stated-facts.ts';
