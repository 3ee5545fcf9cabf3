import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { missing, ROOT } from '../../../scripts/testing/needs.ts';

/** What the command is replaced by, so that the launcher alone is tested. */
const MAIN = `
import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';

function attempt(deed: () => unknown): string {
  try { deed(); return 'done'; } catch (error) { return (error as NodeJS.ErrnoException).code ?? String(error); }
}

export async function main([deed, ...rest]: string[]): Promise<number> {
  const say = (what: unknown) => process.stdout.write(JSON.stringify(what) + '\\n');
  if (deed === 'exit') return Number(rest[0]);
  if (deed === 'tell') say({ rest, version: process.version, flags: process.execArgv, limited: process.permission !== undefined });
  if (deed === 'stumble') setTimeout(() => { throw new Error('nobody catches this'); }, 1);
  if (deed === 'die') process.kill(process.pid, rest[0]);
  if (deed === 'wait') {
    const end = new Promise<number>(ended => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.on(signal, () => { say(signal); ended(7); });
      }
    });
    const stay = setTimeout(() => {}, 20_000);
    say(process.pid);
    const code = await end;
    clearTimeout(stay);
    return code;
  }
  if (deed === 'verify') {
    const answers: Record<string, string> = {};
    for (const path of JSON.parse(process.env['PROBE'] ?? '[]')) answers[path] = attempt(() => readFileSync(path));
    say({
      answers,
      write: attempt(() => writeFileSync(rest[0] + '/new', '')),
      process: attempt(() => { const { error } = spawnSync('true'); if (error) throw error; }),
      network: await new Promise(answer => connect(1, '127.0.0.1').on('error', e => answer((e as NodeJS.ErrnoException).code))),
    });
  }
  return 0;
}
`;

/** A clone in a temporary folder with the real launcher and a stand-in for the command. Its path has no links. */
export function standIn(t: TestContext): { readonly folder: string; readonly launcher: string } {
  const folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'seqwarden-launcher-')));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const cli = join(folder, 'packages', 'cli');
  fs.mkdirSync(join(cli, 'src'), { recursive: true });
  fs.cpSync(join(ROOT, 'packages', 'cli', 'bin'), join(cli, 'bin'), { recursive: true });
  fs.writeFileSync(join(cli, 'src', 'main.ts'), MAIN);
  fs.writeFileSync(join(cli, 'package.json'), '{"type":"module"}');
  fs.symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return { folder, launcher: join(cli, 'bin', 'seqwarden.js') };
}

/** The Nodes that can start the launcher here: this one, and the first one on the PATH that is older than 26. */
export function oldNodeOrSkip(t: TestContext): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const node = join(folder, 'node');
    if (!fs.existsSync(node)) continue;
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' });
    if (Number.parseInt(version.slice(1), 10) < 26) return node;
  }
  return missing(t, 'a Node older than 26 on the PATH');
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs to the end. */
export function run(node: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return start(node, args, env).ended;
}

/** Starts; `firstLine` is settled with the first line of standard output. */
export function start(node: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  // The test runner marks its children's environment; the launcher is not to be taken for a test file.
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...inherited } = process.env;
  const child: ChildProcess = spawn(node, args, {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const firstLine = Promise.withResolvers<string>();
  child.stdout?.on('data', chunk => {
    stdout += chunk;
    if (stdout.includes('\n')) firstLine.resolve(stdout.slice(0, stdout.indexOf('\n')));
  });
  child.stderr?.on('data', chunk => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      firstLine.reject(new Error(`ended before it printed a line: ${stderr}`));
      resolve({ code, signal, stdout, stderr });
    });
  });
  firstLine.promise.catch(() => {});
  return { child, pid: child.pid ?? 0, firstLine: firstLine.promise, ended };
}

/** How many TCP sockets a process listens on (Linux): its open sockets, looked up in the kernel's tables. */
export function listeningSockets(pid: number): number {
  const inodes = new Set<string>();
  for (const fd of fs.readdirSync(`/proc/${pid}/fd`)) {
    const socket = /^socket:\[(\d+)\]$/.exec(readLink(`/proc/${pid}/fd/${fd}`));
    if (socket?.[1] !== undefined) inodes.add(socket[1]);
  }
  // proc_pid_net(5): the fourth column is the state, 0A is TCP_LISTEN, the tenth is the inode.
  const rows = ['tcp', 'tcp6'].flatMap(table => fs.readFileSync(`/proc/net/${table}`, 'utf8').split('\n'));
  return rows.map(row => row.trim().split(/\s+/)).filter(row => row[3] === '0A' && inodes.has(row[9] ?? ''))
    .length;
}

function readLink(path: string): string {
  try {
    return fs.readlinkSync(path);
  } catch {
    return ''; // closed since it was listed
  }
}
