import { parentPort } from 'node:worker_threads';
import { type RecheckWork, recheckRows } from './recheck-rows.ts';
import { type TransferWork, transferRows } from './transfer-rows.ts';

/** One piece of work for a thread. It answers with any number of failures, then with {@link DONE}. */
export type FileWork = TransferWork | RecheckWork;

export const DONE = 'done';

const port = parentPort;
port?.on('message', (work: FileWork) => {
  if (work.kind === 'transfer') transferRows(work, failure => port.postMessage(failure));
  else recheckRows(work, failure => port.postMessage(failure));
  port.postMessage(DONE);
});
