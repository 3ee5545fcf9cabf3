import { spawn } from 'node:child_process';
import { isWanted } from './filter.ts';
import type { EventFilter } from './notify-config.ts';
import { type Output, OutputError, oneByOne } from './output.ts';
import { eventJson } from './stamped-event.ts';

export interface CommandOptions {
  readonly name: string;
  /** Absolute path of the program, then its arguments. */
  readonly run: readonly [string, ...string[]];
  readonly events: EventFilter;
  readonly timeLimitMs?: number;
}

const TIME_LIMIT_MS = 30_000;
const GROUPS = process.platform !== 'win32';

/**
 * Starts a program for each event, without a shell: the event's JSON and a line end on its standard input, nothing but PATH in its environment, its
 * output thrown away. Exit code 0 is delivered. At the time limit it is killed with everything that it started in its process group.
 */
export function commandOutput({ name, run, events, timeLimitMs = TIME_LIMIT_MS }: CommandOptions): Output {
  return {
    name,
    local: false,
    wants: event => isWanted(events, event),
    next: oneByOne,
    send: async ([event], signal) => {
      if (event !== undefined) await runOnce(run, `${eventJson(event)}\n`, timeLimitMs, signal);
    },
  };
}

async function runOnce(
  [program, ...args]: readonly [string, ...string[]],
  input: string,
  timeLimitMs: number,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(program, args, {
    cwd: '/',
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['pipe', 'ignore', 'ignore'],
    shell: false,
    detached: GROUPS,
    windowsHide: true,
  });
  const kill = () => {
    reject(new OutputError('TIMEOUT'));
    killAll(child.pid);
  };
  const timer = setTimeout(kill, timeLimitMs);
  signal.addEventListener('abort', kill, { once: true });
  child.on('error', reject);
  child.on('exit', (code, killedBy) =>
    code === 0 ? resolve() : reject(new OutputError(code === null ? `KILLED_${killedBy}` : `EXIT_${code}`)),
  );
  // A program that does not read its input is none of our business: its exit code counts.
  child.stdin.on('error', () => undefined).end(input);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
}

function killAll(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(GROUPS ? -pid : pid, 'SIGKILL');
  } catch {
    // it ended in the meantime
  }
}
