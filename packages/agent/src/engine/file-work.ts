import type { ConfirmWork } from './confirm-rows.ts';
import type { CopyWork } from './copy-rows.ts';
import type { HashWork } from './hash-rows.ts';
import type { ReadWork } from './read-rows.ts';
import type { RecheckWork } from './recheck-rows.ts';

/** One piece of work for a thread. It answers with any number of failures, then with {@link DONE}. */
export type FileWork = ReadWork | CopyWork | ConfirmWork | HashWork | RecheckWork;

export const DONE = 'done';
