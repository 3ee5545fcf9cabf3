export type { DestinationSpec } from './destination.ts';
export * from './spec.ts';
