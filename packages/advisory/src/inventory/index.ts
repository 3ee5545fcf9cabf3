export { buildInventory, type InventoryOptions } from './build-inventory.ts';
export type * from './inventory.ts';
export { readStatedFacts } from './read-stated-facts.ts';
export { NOTHING_STATED, type StatedFacts } from './stated-facts.ts';
