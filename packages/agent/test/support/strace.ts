import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Call {
  readonly name: string;
  /** Paths in the order of the arguments, those below `/proc/PID/fd/N` resolved; for a call on a descriptor, its path. */
  readonly paths: readonly string[];
  readonly args: string;
  readonly failed: boolean;
}

/**
 * Runs a command to its end under strace and returns its system calls of these names (`?name` where not every machine has one), in the
 * order in which they returned. Throws if the command fails.
 */
export function trace(
  command: readonly string[],
  calls: readonly string[],
  log: string,
  env: NodeJS.ProcessEnv,
): Call[] {
  const wanted = ['openat', 'close', ...calls].join(',');
  const options = [
    '-f',
    '-y',
    '-s',
    '4096',
    '--seccomp-bpf',
    '-e',
    `trace=${wanted}`,
    '-e',
    'signal=none',
    '-o',
    log,
  ];
  const { status, stderr } = spawnSync('strace', [...options, ...command], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the traced command ended with ${status}: ${stderr}`);
  return parse(readFileSync(log, 'latin1'));
}

function parse(log: string): Call[] {
  const calls: Call[] = [];
  const begun = new Map<string, string>();
  const open = new Map<string, string>();
  for (const line of log.split('\n')) {
    const [, pid = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const unfinished = / <unfinished \.\.\.>$/.exec(rest);
    if (unfinished) {
      begun.set(pid, rest.slice(0, unfinished.index));
      continue;
    }
    const whole = rest.replace(/^<\.\.\. \w+ resumed>/, () => begun.get(pid) ?? '');
    const [, name, args = '', result = ''] = /^(\w+)\((.*)\) += (.*)$/.exec(whole) ?? [];
    if (name === undefined) continue;
    const failed = result.startsWith('-1');
    const opened = /^(\d+)<(.*)>/.exec(result);
    if (opened?.[1] !== undefined && opened[2] !== undefined) open.set(opened[1], opened[2]);
    calls.push({ name, args, failed, paths: pathsOf(name, args, opened?.[2], open) });
  }
  return calls;
}

function pathsOf(
  name: string,
  args: string,
  opened: string | undefined,
  open: ReadonlyMap<string, string>,
): string[] {
  if (name === 'openat' && opened !== undefined) return [opened];
  const quoted = [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path = '']) =>
    path
      .replace(/^\/proc\/(?:self|\d+)\/fd\/(\d+)(?=\/|$)/, (_, fd: string) => open.get(fd) ?? '?')
      .replace(/\/$/, ''),
  );
  if (quoted.length > 0) return quoted;
  const [, path] = /^\d+<(.*?)>/.exec(args) ?? [];
  return path === undefined ? [] : [path];
}
