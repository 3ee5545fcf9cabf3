import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/testing/needs.ts';

const LAUNCHER = join(ROOT, 'packages', 'cli', 'bin', 'seqwarden.js');
const AS_ROOT = process.getuid?.() === 0 ? ['--as-root'] : [];

/** A real countersigner, as its operator starts it: a process of its own, that can be stopped and started again at one address. Whoever starts it stops it. */
export class WitnessProcess {
  readonly vkey: string;
  readonly #state: string;
  #port = 0;
  #child: ChildProcess | undefined;

  /** @param logs verifier keys that it knows */
  constructor(state: string, logs: readonly string[]) {
    this.#state = state;
    this.vkey = say('init', '--name', 'witness.test/w1', '--state', state).trim();
    for (const log of logs) say('add-log', log, '--state', state);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  async start(): Promise<void> {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const address = `127.0.0.1:${this.#port}`;
    const args = [LAUNCHER, 'witness', 'serve', '--state', this.#state, '--listen', address, ...AS_ROOT];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    const listening = Promise.withResolvers<number>();
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [, port] = /"event":"listening".*"port":(\d+)/.exec(said) ?? [];
      if (port !== undefined) listening.resolve(Number(port));
    });
    child.on('exit', () => listening.reject(new Error(`the witness ended: ${said}`)));
    this.#port = await listening.promise;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

function say(...args: string[]): string {
  return execFileSync(process.execPath, [LAUNCHER, 'witness', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
