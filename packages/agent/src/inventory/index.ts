export * from './log-readings.ts';
export {
  type InventoryRoots,
  type InventoryRootsOptions,
  readInventoryRoots,
} from './read-inventory-roots.ts';
