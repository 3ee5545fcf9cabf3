import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { ROOT } from '../../../../scripts/testing/needs.ts';
import { addKnownLog } from '../../src/state/known-logs.ts';
import { makeWitnessKey } from '../../src/state/witness-key.ts';

export const LAUNCHER = join(ROOT, 'packages', 'cli', 'bin', 'seqwarden.js');
const AS_ROOT = process.getuid?.() === 0 ? ['--as-root'] : [];

export function scratch(t: TestContext): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'seqwarden-witness-')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The state of a new witness that knows these logs. */
export function newState(t: TestContext, vkeys: readonly string[], name = 'witness.test/w1') {
  const state = join(scratch(t), 'state');
  const { verifier } = makeWitnessKey(state, name);
  for (const log of vkeys) addKnownLog(state, log);
  return { state, key: verifier };
}

/** Standard output of a command that ends. */
export function say(...args: string[]): string {
  return execFileSync(process.execPath, [LAUNCHER, 'witness', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export interface Serving {
  readonly child: ChildProcess;
  readonly port: number;
  readonly url: string;
  /** The lines that it has written, parsed. */
  readonly lines: { readonly event: string; readonly [key: string]: unknown }[];
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** The real program, over the launcher, listening on a free port of the loopback. */
export async function serving(t: TestContext, state: string, launcher = LAUNCHER): Promise<Serving> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const args = [launcher, 'witness', 'serve', '--state', state, '--listen', '127.0.0.1:0', ...AS_ROOT];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  t.after(() => child.kill('SIGKILL'));
  const lines: Serving['lines'] = [];
  const listening = Promise.withResolvers<number>();
  let rest = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const whole = (rest + text).split('\n');
    rest = whole.pop() ?? '';
    for (const line of whole) {
      try {
        lines.push(JSON.parse(line));
      } catch {
        listening.reject(new Error(line));
      }
      const said = lines.at(-1);
      if (said?.event === 'listening') listening.resolve(Number(said.port));
    }
  });
  void ended.then(() => listening.reject(new Error(`it ended: ${rest}`)));
  const port = await listening.promise;
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    const [code] = await ended;
    return typeof code === 'number' ? code : null;
  };
  return { child, port, url: `http://127.0.0.1:${port}/`, lines, stop };
}

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** One request, as the bytes are. */
export async function send(url: string, body: Uint8Array | string, path = 'add-checkpoint'): Promise<Reply> {
  const response = await fetch(url + path, { method: 'POST', body: Buffer.from(body), redirect: 'manual' });
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, text: await response.text() };
}

export function requestOf(
  old: number | string,
  proof: readonly Uint8Array[],
  checkpoint: Uint8Array,
): Uint8Array {
  const lines = proof.map(hash => `${Buffer.from(hash).toString('base64')}\n`).join('');
  return Buffer.concat([Buffer.from(`old ${old}\n${lines}\n`), checkpoint]);
}
