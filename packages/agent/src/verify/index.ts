export { checkSealOf } from './check-seal.ts';
export type { LogFiles, RegisterQuestion, RegisterSaid } from './read-register.ts';
export { parseRunAddress, type RunAddress } from './run-address.ts';
export type { LaterRecord } from './run-records.ts';
export * from './verify-run.ts';
