import { constants, fstatSync, openSync, write } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { errno } from '../host/fs-error.ts';
import type { Output } from './output.ts';
import { eventJson, type StampedEvent } from './stamped-event.ts';

const writeTo = promisify(write);
const AT_ONCE = 100;
/** How soon a full pipe that does not block is tried again. */
const FULL_MS = 20;

/**
 * JSON lines on a file descriptor, standard error by default. Not `process.stderr`: Node writes pipes synchronously, so a reader that hangs would stop the
 * copying. Here a pipe is written without blocking; a socket of the service manager that hangs blocks one thread of the pool, and the end of the process.
 */
export function logOutput(fd = withoutBlocking(2)): Output {
  // The rest of a line that was written in part: what follows must not begin in its middle.
  let rest = Buffer.alloc(0);
  let restOf: StampedEvent | undefined;
  let busy: Promise<void> = Promise.resolve();

  const writeAll = async (events: readonly StampedEvent[], signal: AbortSignal): Promise<void> => {
    for (const event of events) {
      if (restOf !== event) rest = Buffer.concat([rest, Buffer.from(`${eventJson(event)}\n`)]);
      restOf = event;
      while (rest.length > 0) {
        signal.throwIfAborted();
        rest = rest.subarray(await writeSome(fd, rest));
      }
    }
  };

  return {
    name: 'log',
    local: true,
    wants: () => true,
    next: waiting => ({ send: waiting.slice(0, AT_ONCE) }),
    // A write that hangs cannot be called back: the next send waits for its end, so that lines stay whole.
    send: (events, signal) => {
      busy = busy.then(
        () => writeAll(events, signal),
        () => writeAll(events, signal),
      );
      return busy;
    },
  };
}

/** How many bytes were taken; 0 after a moment, where a pipe that was made non-blocking is full. */
async function writeSome(fd: number, bytes: Uint8Array): Promise<number> {
  try {
    return (await writeTo(fd, bytes)).bytesWritten;
  } catch (error) {
    if (errno(error) !== 'EAGAIN') throw error;
    await sleep(FULL_MS, undefined, { ref: false });
    return 0;
  }
}

/** The same pipe, opened anew so that a write to it does not block, while all others who hold it find it as it was. */
function withoutBlocking(fd: number): number {
  try {
    if (fstatSync(fd).isFIFO())
      return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    // no /proc, or not ours to open
  }
  return fd;
}
