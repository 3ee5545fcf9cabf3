import { parentPort } from 'node:worker_threads';
import { DONE, type FileWork } from './file-work.ts';
import { recheckRows } from './recheck-rows.ts';
import { transferRows } from './transfer-rows.ts';

// A thread of `verify` starts no threads of its own; without the permission model there is nothing to give up.
process.permission?.drop('worker');

const port = parentPort;
port?.on('message', (work: FileWork) => {
  if (work.kind === 'transfer') transferRows(work, failure => port.postMessage(failure));
  else recheckRows(work, failure => port.postMessage(failure));
  port.postMessage(DONE);
});
