/**
 * Preloaded into an agent and its threads: notes in the file `SEQWARDEN_READS` each read of a file below the folder
 * `SEQWARDEN_SOURCE`, before anybody gets the bytes; and lets it die as support/kill-at.ts does, before a read or a write to a socket too. Reads at
 * a position are not noted: so a run is inspected, of which its state is read again and again.
 *
 * With `SEQWARDEN_CLOCK=jumps` no time that anybody is told follows from the one before. As long as the file `SEQWARDEN_FAULTS` is there, calls fail: each of its lines is `open|read|write|fsync CODE PART-OF-A-PATH`.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import timers from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { mortal } from '../../support/kill-at.ts';

const { SEQWARDEN_READS: log = '/dev/null', SEQWARDEN_SOURCE: source = '/nowhere' } = process.env;
const faults = process.env.SEQWARDEN_FAULTS;
const { openSync, readSync, closeSync, writeSync, fsyncSync } = fs;
const notes = openSync(log, 'a');

/** Readings under way, by descriptor. */
const open = new Map<number, string>();
let readings = 0;

function failIfDue(call: 'open' | 'read' | 'write' | 'fsync', path: string): void {
  if (faults === undefined || !fs.existsSync(faults)) return;
  for (const line of fs.readFileSync(faults, 'utf8').split('\n')) {
    const [what, code, part] = line.split(' ');
    if (what === call && part !== undefined && path.includes(part))
      throw Object.assign(new Error(`${code}: ${call} fails, as the test wants it`), { code });
  }
}

const pathOf = (fd: number) => fs.readlinkSync(`/proc/self/fd/${fd}`);

function note(reading: string, bytes: number): void {
  // writev, as a write would count as a step of the agent
  fs.writevSync(notes, [Buffer.from(`${reading}\t${bytes}\n`)]);
}

Object.assign(fs, {
  openSync: (...args: Parameters<typeof openSync>) => {
    const fd = openSync(...args);
    const path = pathOf(fd);
    try {
      failIfDue('open', path);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    if (path.startsWith(`${source}/`) && fs.fstatSync(fd).isFile()) {
      const reading = `${process.pid}.${threadId}.${readings++}\t${path.slice(source.length + 1)}`;
      open.set(fd, reading);
    }
    return fd;
  },
  writeSync: (fd: number, bytes: NodeJS.ArrayBufferView, at?: number, length?: number) => {
    failIfDue('write', pathOf(fd));
    return writeSync(fd, bytes, at, length);
  },
  fsyncSync: (fd: number) => {
    failIfDue('fsync', pathOf(fd));
    fsyncSync(fd);
  },
  closeSync: (fd: number) => {
    open.delete(fd);
    closeSync(fd);
  },
  readSync: mortal(
    (fd: number, buffer: NodeJS.ArrayBufferView, at?: number, length?: number, position?: number | null) => {
      failIfDue('read', pathOf(fd));
      const got = readSync(fd, buffer, { offset: at, length, position: position ?? null });
      const reading = open.get(fd);
      if (reading !== undefined && typeof position !== 'number') note(reading, got);
      return got;
    },
  ),
});
Object.assign(net.Socket.prototype, { write: mortal(net.Socket.prototype.write) });

// A clock that jumps both ways whenever somebody asks for the time.
const JUMPS = [0, 2, -2, 0.001, -0.001].map(years => years * 365 * 86_400_000);
let asked = 0;
if (process.env.SEQWARDEN_CLOCK === 'jumps') {
  const RealDate = Date;
  const jumping = () => RealDate.now() + (JUMPS[asked++ % JUMPS.length] ?? 0);
  globalThis.Date = new Proxy(RealDate, {
    construct: (Real, args) => Reflect.construct(Real, args.length === 0 ? [jumping()] : args),
    get: (Real, key) => (key === 'now' ? jumping : Reflect.get(Real, key)),
  });
}

// A server on loopback settles at once; a pause before another try is none that the agent's own clock could be asked for.
const { setTimeout } = timers;
Object.assign(timers, {
  setTimeout: (ms: number, ...rest: [undefined, { signal?: AbortSignal }?]) =>
    setTimeout(Math.min(ms, 50), ...rest),
});
syncBuiltinESMExports();
