import type { DestinationState } from '../events/agent-metrics.ts';
import type { JournalReader } from '../journal/journal-reader.ts';
import type { Traffic } from './limits/traffic.ts';
import type { ToldRegister } from './log/told-register.ts';
import type { UsedDestination } from './places/used-destination.ts';
import type { RunTask } from './run/run-task.ts';
import type { AgentStatus } from './status/agent-status.ts';
import type { WatchedRoot } from './watched-root.ts';

export interface AgentViewOptions {
  readonly journal: JournalReader;
  readonly roots: readonly WatchedRoot[];
  readonly destinations: readonly UsedDestination[];
  readonly traffic: Traffic;
  /** undefined: this agent has no log. */
  readonly register: Pick<ToldRegister, 'trouble'> | undefined;
  readonly now: () => Date;
  /** Milliseconds on a clock that never jumps. */
  readonly clock: () => number;
}

/** The agent at work as others may see it. What is asked for is counted then: whoever asks often pays. */
export class AgentView {
  readonly #o: AgentViewOptions;
  readonly startedAt: number;

  constructor(options: AgentViewOptions) {
    this.#o = options;
    this.startedAt = options.now().getTime();
  }

  /** For the document in the state folder. */
  status(): AgentStatus {
    const { roots, register } = this.#o;
    const runs = roots.flatMap(({ tasks }) => tasks.map(task => task.report));
    const trouble = register?.trouble;
    const told = trouble === undefined ? {} : { register: trouble };
    return { version: 1, startedAt: this.startedAt, turnAt: this.now(), runs, ...told };
  }

  /** In milliseconds since 1970. */
  now(): number {
    return this.#o.now().getTime();
  }

  /** All runs that the journal knows, by state. */
  runs(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { state } of this.#o.journal.runs()) counts.set(state, (counts.get(state) ?? 0) + 1);
    return counts;
  }

  roots(): { readonly name: string; readonly up: boolean }[] {
    return this.#o.roots.map(({ config, isUp }) => ({ name: config.name, up: isUp }));
  }

  destinations(): DestinationState[] {
    const { destinations, roots, traffic } = this.#o;
    return destinations.map(used => {
      const { slot, config, downSince, freeBytes } = used;
      const tasks = roots.filter(root => root.destinations.includes(used)).flatMap(root => root.tasks);
      const copied = traffic.total(slot);
      const backlog = tasks.map(task => task.backlog(slot));
      return {
        name: config.name,
        up: downSince === undefined,
        copiedBytes: copied.bytes,
        copiedFiles: copied.files,
        backlogBytes: sum(backlog.map(({ bytes }) => bytes)),
        backlogFiles: sum(backlog.map(({ files }) => files)),
        freeBytes,
      };
    });
  }

  /** When a byte was last moved, in milliseconds since 1970. */
  progressAt(): number | undefined {
    const { traffic, clock } = this.#o;
    const { progressAt } = traffic;
    return progressAt === undefined ? undefined : this.now() - (clock() - progressAt);
  }

  /** Work beside the loop that was begun and is not over. */
  transfers(): { readonly progressAt: number }[] {
    const tasks: RunTask[] = this.#o.roots.flatMap(root => root.tasks);
    return tasks.flatMap(({ movedAt }) => (movedAt === undefined ? [] : [{ progressAt: movedAt }]));
  }
}

function sum(all: readonly number[]): number {
  return all.reduce((one, other) => one + other, 0);
}
