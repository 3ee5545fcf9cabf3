/**
 * A process that appends to a log from several callers until it is killed: `append-child.ts FOLDER KEY NOTES NAME CALLERS`. For each entry it writes a line to
 * the file NOTES before the call (`began ENTRY`) and after the answer (`done INDEX ENTRY PROOF`, in hex); what another process appends meanwhile it does not know.
 * With `SEQWARDEN_KILL_AT=N` it dies before its Nth step that changes a file or the store.
 */
import { openSync, readFileSync, writeSync } from 'node:fs';
import { argv } from 'node:process';
import { Log } from '../../src/log.ts';
import { loadLogKey } from '../../src/log-key.ts';
import './mortal-steps.ts';

const [folder = '', keyFile = '', notes = '', name = '', callers = '1'] = argv.slice(2);
const log = await Log.open(folder, loadLogKey(readFileSync(keyFile, 'utf8')));
const fd = openSync(notes, 'a');
const note = (line: string) => void writeSync(fd, `${line}\n`);

async function call(caller: number): Promise<never> {
  for (let number = 0; ; number++) {
    const entry = Buffer.from(`${name} ${caller} ${number}`);
    note(`began ${entry.toString('hex')}`);
    const { index, proof } = await log.append(entry);
    note(`done ${index} ${entry.toString('hex')} ${Buffer.from(proof).toString('hex')}`);
  }
}

await Promise.all(Array.from({ length: Number(callers) }, (_, caller) => call(caller)));
