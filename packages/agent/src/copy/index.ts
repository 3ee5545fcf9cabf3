export * from './confirm-run.ts';
export type { CopyOptions } from './copy-job.ts';
export type { CopyResult, DestinationResult } from './copy-result.ts';
export * from './copy-run.ts';
