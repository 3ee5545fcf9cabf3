import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  /** The same run elsewhere, under its own name, to be changed. */
  copyOf(run: string): string {
    const copy = this.at(`copy-${++this.#copies}`, 'RUN');
    cpSync(run, copy, { recursive: true, preserveTimestamps: true });
    return copy;
  }

  /** Exit code and standard output; throws for wrong usage unless that is asked for. */
  seqwarden(...args: string[]): { status: number | null; out: string; err: string } {
    const env = { ...process.env, XDG_CONFIG_HOME: this.at('config'), XDG_STATE_HOME: this.at('state') };
    const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
      env,
      encoding: 'utf8',
    });
    return { status, out: stdout, err: stderr };
  }

  /** What the command says of a run; of the page the same is asked. */
  verify(run: string, trust = this.trust): { answer: string; codes: string[] } {
    const { status, out, err } = this.seqwarden('verify', run, '--trust', trust, '--json');
    if (status === 2)
      return { answer: 'refused', codes: [...err.matchAll(/\[([A-Z_]+)\]/g)].map(([, code = '']) => code) };
    const { answer, codes } = JSON.parse(out);
    return { answer, codes };
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
