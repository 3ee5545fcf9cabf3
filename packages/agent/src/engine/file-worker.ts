import { parentPort } from 'node:worker_threads';
import { confirmRows } from './confirm-rows.ts';
import { copyRows } from './copy-rows.ts';
import type { Failure } from './failure.ts';
import { DONE, type FileWork } from './file-work.ts';
import { hashRows } from './hash-rows.ts';
import { readRows } from './read-rows.ts';
import { recheckRows } from './recheck-rows.ts';

// A thread of `verify` starts no threads of its own; without the permission model there is nothing to give up.
process.permission?.drop('worker');

const port = parentPort;
// What this rejects with ends the thread, and so the work.
port?.on('message', async (work: FileWork) => {
  const report = (failure: Failure) => port.postMessage(failure);
  if (work.kind === 'read') readRows(work, report);
  else if (work.kind === 'copy') await copyRows(work, report);
  else if (work.kind === 'confirm') await confirmRows(work, report);
  else if (work.kind === 'hash') await hashRows(work, report);
  else recheckRows(work, report);
  port.postMessage(DONE);
});
