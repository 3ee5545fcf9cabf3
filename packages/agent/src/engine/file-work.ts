import type { RecheckWork } from './recheck-rows.ts';
import type { TransferWork } from './transfer-rows.ts';

/** One piece of work for a thread. It answers with any number of failures, then with {@link DONE}. */
export type FileWork = TransferWork | RecheckWork;

export const DONE = 'done';
