import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from '../../../scripts/testing/needs.ts';

const COMMAND = join(ROOT, 'packages', 'cli', 'bin', 'seqwarden.js');

/** A lab in a temporary folder, whose seals are made by the real command. */
export class Lab {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'seqwarden-page-')));
  #copies = 0;

  constructor() {
    this.seqwarden('init', '--label', 'seal key of lab <i>A</i>');
  }

  get trust(): string {
    return this.at('config', 'seqwarden', 'trust.json');
  }

  at(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** A simulated run, not sealed yet. */
  simulated(): string {
    const runs = this.at('runs');
    this.seqwarden('simulate', 'miseq', '--out', runs);
    return join(runs, ...readdirSync(runs));
  }

  /** The same, sealed when `prepare` has done with it. */
  sealed(prepare: (run: string) => void = () => {}): string {
    const run = this.simulated();
    prepare(run);
    const { status, err } = this.seqwarden('seal', run);
    assert.equal(status, 0, err);
    return run;
  }

  /** The same run elsewhere, under its own name, to be changed. */
  copyOf(run: string): string {
    const copy = this.at(`copy-${++this.#copies}`, 'RUN');
    cpSync(run, copy, { recursive: true, preserveTimestamps: true });
    return copy;
  }

  seqwarden(...args: string[]): { status: number | null; out: string; err: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
      env: this.#env,
      encoding: 'utf8',
    });
    return { status, out: stdout, err: stderr };
  }

  /** What the command says of a run; of the page the same is asked meanwhile. */
  async verify(run: string, trust = this.trust): Promise<{ answer: string; codes: string[] }> {
    const child = spawn(process.execPath, [COMMAND, 'verify', run, '--trust', trust, '--json'], {
      env: this.#env,
    });
    const [out, err, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    const codes = [...err.matchAll(/\[([A-Z_]+)\]/g)].map(([, code = '']) => code);
    if (status === 2) return { answer: 'refused', codes };
    const said = JSON.parse(out);
    return { answer: said.answer, codes: said.codes };
  }

  get #env(): NodeJS.ProcessEnv {
    return { ...process.env, XDG_CONFIG_HOME: this.at('config'), XDG_STATE_HOME: this.at('state') };
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
