import { parentPort } from 'node:worker_threads';
import { DONE, type FileWork } from './file-work.ts';
import { recheckRows } from './recheck-rows.ts';
import { transferRows } from './transfer-rows.ts';

const port = parentPort;
port?.on('message', (work: FileWork) => {
  if (work.kind === 'transfer') transferRows(work, failure => port.postMessage(failure));
  else recheckRows(work, failure => port.postMessage(failure));
  port.postMessage(DONE);
});
