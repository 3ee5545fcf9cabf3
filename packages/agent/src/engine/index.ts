export type { Failure } from './failure.ts';
export type { Progress } from './file-pool.ts';
