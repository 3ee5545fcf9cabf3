export type { DestinationSpec } from './destination.ts';
export { destinationLabel } from './destination-label.ts';
export { openDestination } from './open.ts';
export * from './spec.ts';
