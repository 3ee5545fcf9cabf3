export { parseRunAddress, type RunAddress } from './run-address.ts';
export * from './verify-run.ts';
