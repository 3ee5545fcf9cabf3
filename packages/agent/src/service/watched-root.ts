import { join } from 'node:path';
import { type BytePath, bytePathToText } from '@seqwarden/proof';
import type { AgentEvent } from '../events/event.ts';
import type { Journal } from '../journal/journal.ts';
import type { RunId, RunRecord } from '../journal/records.ts';
import { RootScan, type SeenRun } from '../scan/root-scan.ts';
import type { RootConfig } from './config/agent-config.ts';
import { Allowance } from './limits/allowance.ts';
import { POLL } from './limits/poll-plan.ts';
import type { UsedDestination } from './places/used-destination.ts';
import { releaseRuns } from './release-runs.ts';
import type { RunTask } from './run/run-task.ts';

/** Files of archived runs that lie nowhere in the source any more: after how long they are forgotten, and how many at a look. */
const FORGET = { everyMs: 3_600_000, goneMs: 30 * 86_400_000, files: 20_000 } as const;

export interface WatchedRootOptions {
  readonly config: RootConfig;
  /** Those that its runs go to. */
  readonly destinations: readonly UsedDestination[];
  readonly journal: Journal;
  readonly stateFolder: string;
  /** Milliseconds on a clock that never jumps. */
  readonly clock: () => number;
  readonly now: () => Date;
  /** With the run that it is about, if it is. */
  readonly tell: (event: AgentEvent, run?: RunId) => void;
  readonly taskFor: (root: WatchedRoot, record: RunRecord, path: string) => RunTask;
}

/** A folder in which runs land, and the work on each of them. */
export class WatchedRoot {
  readonly config: RootConfig;
  readonly destinations: readonly UsedDestination[];
  readonly allowance: Allowance;
  readonly #o: WatchedRootOptions;
  readonly #scan: RootScan;
  /** As the journal knows it. */
  readonly #path: BytePath;
  readonly #tasks = new Map<BytePath, { readonly task: RunTask; readonly ino: bigint }>();
  /** Said already, by name and reason. */
  #skipped: ReadonlySet<string> = new Set();
  #nextLook = 0;
  #nextForgetting = 0;
  #goneSince: number | undefined;

  constructor(options: WatchedRootOptions) {
    this.#o = options;
    this.config = options.config;
    this.destinations = options.destinations;
    this.#scan = new RootScan(this.config.path);
    this.#path = Buffer.from(this.config.path).toString('latin1');
    const limited = this.destinations.map(({ config }) => config);
    this.allowance = new Allowance(limited, options.now);
  }

  get tasks(): RunTask[] {
    return Array.from(this.#tasks.values(), ({ task }) => task);
  }

  /** By the clock. */
  get nextLook(): number {
    return this.#nextLook;
  }

  get isUp(): boolean {
    return this.#goneSince === undefined;
  }

  /** Finds the runs that lie there now, and hears what persons asked of them. */
  look(): void {
    const { clock } = this.#o;
    const look = this.#scan.look();
    this.#nextLook = clock() + POLL.growing;
    this.#sayWhetherUp(look.kind !== 'gone');
    if (look.kind === 'gone') return;
    this.#saySkipped(look.skipped);
    const there = new Set(look.runs.map(run => run.name));
    this.#release(there);
    this.#forgetGone(there);
    for (const run of look.runs) this.#see(run);
    // A run that is done and gone from the source needs nobody any more.
    for (const [run, { task }] of this.#tasks) {
      task.noteSource(there.has(run));
      const isDone = task.state === 'confirmed' || task.state === 'quarantined';
      if (!there.has(run) && isDone && !task.isAtWork) this.#tasks.delete(run);
    }
  }

  #sayWhetherUp(isUp: boolean): void {
    const { clock, tell } = this.#o;
    const { name } = this.config;
    if (!isUp && this.#goneSince === undefined) {
      this.#goneSince = clock();
      tell({ event: 'source-gone', root: name, code: 'RUN_UNREADABLE' });
    } else if (isUp && this.#goneSince !== undefined) {
      const seconds = Math.floor((clock() - this.#goneSince) / 1000);
      this.#goneSince = undefined;
      tell({ event: 'source-back', root: name, seconds });
    }
  }

  #saySkipped(skipped: readonly { readonly name: BytePath; readonly reason: string }[]): void {
    const said = this.#skipped;
    this.#skipped = new Set(skipped.map(({ name, reason }) => `${reason} ${name}`));
    for (const { name: run, reason } of skipped)
      if (!said.has(`${reason} ${run}`))
        this.#o.tell({
          event: 'entry-skipped',
          run,
          root: this.config.name,
          reason: reason.toUpperCase(),
        });
  }

  /** The work on a released run begins anew, with nothing in memory. */
  #release(there: ReadonlySet<BytePath>): void {
    const { journal, stateFolder, now, tell } = this.#o;
    const released = releaseRuns({
      ...{ journal, stateFolder, now },
      root: this.#path,
      isThere: run => there.has(run),
      isFree: run => this.#tasks.get(run)?.task.isAtWork !== true,
    });
    for (const { record, code } of released) {
      this.#tasks.delete(record.name);
      const about = { run: record.name, root: this.config.name };
      tell({ event: 'released', ...about, ...(code !== undefined && { code }) }, record.id);
    }
  }

  /** A root in which no run lies may be a mount point without its share: nobody is missed in it. */
  #forgetGone(there: ReadonlySet<BytePath>): void {
    const { journal, clock, now } = this.#o;
    if (there.size === 0 || clock() < this.#nextForgetting) return;
    journal.noteThere(this.#path, there, now());
    const before = new Date(now().getTime() - FORGET.goneMs);
    if (!journal.forgetGone(before, FORGET.files)) this.#nextForgetting = clock() + FORGET.everyMs;
  }

  #see(run: SeenRun): void {
    const known = this.#tasks.get(run.name);
    if (known !== undefined && (known.ino === run.ino || known.task.isAtWork)) return;
    const below = bytePathToText(run.name);
    if (below === undefined) return;
    const record = this.#o.journal.noteRun(this.#path, run, this.#o.now());
    const path = below === '' ? this.config.path : join(this.config.path, below);
    this.#tasks.set(run.name, { task: this.#o.taskFor(this, record, path), ino: run.ino });
  }
}
