import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Measured {
  readonly seconds: number;
  /** Highest resident memory of the processes of the command, each at its own peak, added up; MB of 10^6 bytes. */
  readonly megabytes: number;
}

/** Runs a command to its end. Throws if it fails: a benchmark of a failure is none. */
export async function measure(
  command: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Measured> {
  const [program = '', ...args] = command;
  const peaks = new Map<number, number>();
  const started = performance.now();
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', chunk => {
    complaint = (complaint + chunk).slice(-2000);
  });
  const watcher = setInterval(() => notePeaks(child.pid, peaks), 20);
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watcher);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${complaint}`);
  const kilobytes = [...peaks.values()].reduce((sum, peak) => sum + peak, 0);
  return { seconds, megabytes: (kilobytes * 1024) / 1e6 };
}

/** VmHWM (proc(5), kB) of a process and of all that it started. Looked at now and then: what ends between two looks counts as last seen. */
function notePeaks(pid: number | undefined, peaks: Map<number, number>): void {
  if (pid === undefined) return;
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    if (peak !== undefined) peaks.set(pid, Math.max(peaks.get(pid) ?? 0, Number(peak)));
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
    for (const child of children === '' ? [] : children.split(' ')) notePeaks(Number(child), peaks);
  } catch {
    // it has ended
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
