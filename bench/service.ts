import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Installed } from './installed.ts';

/** Clock ticks a second in /proc/PID/stat (proc(5), USER_HZ). */
const TICKS = 100;

export interface ServiceOptions {
  /** For its configuration and journal. */
  readonly folder: string;
  readonly root: string;
  /** Folders that are there. */
  readonly destinations: readonly string[];
  readonly quietSeconds?: number;
  readonly confirm?: boolean;
}

/** A line of the agent's log. */
export interface Said {
  readonly event: string;
  readonly time: string;
  readonly run?: string;
  readonly code?: string;
}

/** `seqwarden agent --config` as a process of its own, started as a service starts it: by Node 26, without the launcher's second process. */
export class Service {
  readonly said: Said[] = [];
  readonly #child: ChildProcess;
  readonly #over: Promise<unknown>;
  #complaint = '';

  constructor({ launcher, env }: Installed, options: ServiceOptions) {
    const { folder, root, destinations, quietSeconds = 20, confirm = true } = options;
    mkdirSync(folder, { recursive: true });
    const names = destinations.map((_, at) => `d${at}`);
    const config = [
      `version = 1\nstate = "${join(folder, 'agent')}"\n[root.lab]\npath = "${root}"`,
      `destinations = ${JSON.stringify(names)}\nquiet-seconds = ${quietSeconds}`,
      ...destinations.map((to, at) => `[destination.d${at}]\nto = "${to}"\nconfirm = ${confirm}`),
    ].join('\n');
    writeFileSync(join(folder, 'agent.toml'), `${config}\n`);
    // On Node 26 the launcher puts Node with the right flags in its own place.
    const command = [launcher, 'agent', '--config', join(folder, 'agent.toml')];
    this.#child = spawn(process.execPath, command, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#over = once(this.#child, 'exit');
    const { stderr } = this.#child;
    if (stderr !== null)
      createInterface(stderr).on('line', line => {
        if (line.startsWith('{')) this.said.push(JSON.parse(line));
        else this.#complaint = `${this.#complaint}${line}\n`.slice(-2000);
      });
  }

  /** When the agent said so for the `times`-th time, in its own words. Throws if it raised an alarm, or ended. */
  async until(event: string, times = 1): Promise<Said> {
    for (;;) {
      const [found] = this.said.filter(one => one.event === event).slice(times - 1);
      if (found !== undefined) return found;
      this.requireGood();
      await pause(100);
    }
  }

  /** Throws if it raised an alarm, or ended: a benchmark of a failure is none. */
  requireGood(): void {
    const bad = this.said.find(one => one.event === 'alarm' || one.event === 'destination-down');
    if (bad !== undefined) throw new Error(`the agent said ${JSON.stringify(bad)}`);
    if (this.#hasEnded) throw new Error(`the agent ended: ${this.#complaint}`);
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Seconds of processor so far, all threads. */
  get cpu(): number {
    // the name of the program is in brackets and may hold blanks
    const [, fields = ''] = readFileSync(`/proc/${this.#child.pid}/stat`, 'latin1').split(/\) (?=[^)]*$)/);
    const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
    return (user + system) / TICKS;
  }

  /** Resident now and at the most, MB of 10^6 bytes. */
  get memory(): { readonly now: number; readonly peak: number } {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'latin1');
    const megabytes = (key: string) =>
      (Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024) / 1e6;
    return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
  }

  async stop(): Promise<void> {
    if (!this.#hasEnded) this.#child.kill('SIGTERM');
    await this.#over;
  }
}
