import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Context } from '../src/context.ts';
import { runCommand } from '../src/main.ts';

/** What a command left: its exit code, and what it printed. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A test, or a suite: whatever knows when it ends. */
export interface Ending {
  readonly after: (end: () => void | Promise<void>) => void;
}

/** A temporary folder without links in its path, removed at the end of the test. */
export function scratch(t: Ending): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'seqwarden-cli-')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An account of its own in a temporary folder: configuration, state, a folder for runs and an archive. */
export class World {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;

  constructor(t: Ending) {
    this.folder = scratch(t);
    this.env = { XDG_CONFIG_HOME: this.at('config'), XDG_STATE_HOME: this.at('state') };
    for (const name of ['archive', 'runs']) mkdirSync(this.at(name));
  }

  at(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** The options of a command that is to draw no passphrase. */
  passphrase(): readonly string[] {
    const path = this.at('passphrase');
    writeFileSync(path, 'a passphrase of a test\n', { mode: 0o600 });
    return ['--passphrase-file', path];
  }

  /** The account's own. */
  get trustFile(): string {
    return this.at('config', 'seqwarden', 'trust.json');
  }

  /** Another trust file, that differs from this one in these keys. */
  trustWith(changes: object, from = this.trustFile): string {
    const path = join(mkdtempSync(this.at('trust-')), 'trust.json');
    const trust = { ...JSON.parse(readFileSync(from, 'utf8')), ...changes };
    writeFileSync(path, `${JSON.stringify(trust, null, 2)}\n`);
    return path;
  }

  /** A small simulated run of a MiSeq in the folder for runs, one for each seed. */
  async simulated(seed = '1'): Promise<string> {
    const size = ['--cycles', '2', '--tiles', '1', '--clusters', '10'];
    const to = ['--out', this.at('runs'), '--seed', seed];
    const { code, out, err } = await this.seqwarden('simulate', 'miseq', ...to, ...size);
    assert.equal(code, 0, err);
    return out.trimEnd();
  }

  /** A copy of a folder under its own name, alone where it lies, for whoever damages it. */
  copyOf(folder: string): string {
    const copy = join(mkdtempSync(this.at('copy-')), basename(folder));
    cpSync(folder, copy, { recursive: true });
    return copy;
  }

  /** The command in this process, without the launcher. */
  readonly seqwarden = (...argv: string[]): Promise<Said> => this.with({}, ...argv);

  /** The same with another context: a terminal, a stream on standard input, a clock. */
  async with(changes: Partial<Context>, ...argv: string[]): Promise<Said> {
    let out = '';
    let err = '';
    const context: Context = {
      out: text => {
        out += text;
      },
      err: text => {
        err += text;
      },
      terminal: false,
      env: this.env,
      now: () => new Date(),
      version: '0.0.0-test',
      input: nothing(),
      signal: new AbortController().signal,
      ...changes,
    };
    const code = await runCommand(argv, context);
    return { code, out, err };
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
