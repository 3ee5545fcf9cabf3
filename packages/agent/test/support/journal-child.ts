/** A process of its own that writes batches to a journal until it is killed: `journal-child.ts FOLDER FIRST`. Prints each when it is written. */

import { writeSync } from 'node:fs';
import { openJournal } from '../../src/journal/open-journal.ts';
import type { FileRecord } from '../../src/journal/records.ts';

export const BATCH_FILES = 40;

export function batchFile(batch: number, at: number): FileRecord {
  return {
    path: `batch ${String(batch).padStart(8, '0')}/file ${at}`,
    attributes: { size: at, mtimeNs: BigInt(batch), ctimeNs: 0n, ino: BigInt(at) },
    sha256: new Uint8Array(32).fill(batch),
    class: 'write-once',
    held: 1,
  };
}

if (import.meta.main) {
  const [folder = '', first = ''] = process.argv.slice(2);
  const now = new Date();
  const { journal } = openJournal(folder, now);
  const { id } = journal.noteRun('/landing', { name: 'run', dev: 0n, ino: 0n }, now);
  for (let batch = Number(first); ; batch++) {
    const files = Array.from({ length: BATCH_FILES }, (_, at) => batchFile(batch, at));
    journal.recordDurable(id, files, now);
    writeSync(1, `${batch}\n`);
  }
}
