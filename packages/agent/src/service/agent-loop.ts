import { setImmediate } from 'node:timers/promises';
import { readBuffer } from '../engine/read-file.ts';
import type { AgentEvent } from '../events/event.ts';
import type { Journal } from '../journal/journal.ts';
import type { RunId, RunRecord } from '../journal/records.ts';
import type { PublishableLog } from '../register/publish-log.ts';
import type { EventBook } from '../report/event-book.ts';
import { AgentView } from './agent-view.ts';
import type { AgentConfig } from './config/agent-config.ts';
import { type BagSize, nextBag } from './files/bags.ts';
import type { Allowance } from './limits/allowance.ts';
import { POLL } from './limits/poll-plan.ts';
import { Traffic } from './limits/traffic.ts';
import { LogKeeper } from './log/log-keeper.ts';
import { type ToldRegister, toldRegister } from './log/told-register.ts';
import { AbandonedUploads } from './places/abandoned-uploads.ts';
import { BusyPlaces } from './places/busy-places.ts';
import { UsedDestination } from './places/used-destination.ts';
import { ReverifyKeeper } from './reverify/reverify-keeper.ts';
import { reverifyRun } from './reverify/reverify-run.ts';
import type { Sealing } from './run/finish-run.ts';
import { RunTask } from './run/run-task.ts';
import { WatchedRoot } from './watched-root.ts';

/** A seal key, and a trust file that names it. */
export type SealKeyInUse = Pick<Sealing, 'signer' | 'trust'>;

export interface AgentOptions extends Sealing {
  /** Of which `signer.register` is one side: it is brought to every destination. */
  readonly log?: PublishableLog | undefined;
  /** Asked every few seconds whether another seal key took the place of the one in use; undefined: none did, or it was told before. */
  readonly nextKey?: (() => Promise<SealKeyInUse | undefined>) | undefined;
  readonly config: Pick<AgentConfig, 'roots' | 'destinations'>;
  /** Absolute: journal and leases. */
  readonly stateFolder: string;
  /** Milliseconds on a clock that never jumps. */
  readonly clock: () => number;
  /** Returns early, without an error, when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly emit: (event: AgentEvent) => void;
  /** Ends the agent after the file at work; all that it began is taken up again by the next one. */
  readonly signal: AbortSignal;
  /** Is told after each turn. */
  readonly onTurn?: ((view: AgentView) => void) | undefined;
}

/** The turns of the copy service: a look at what is due, a bag of files, what follows for each run, and what goes on beside. */
export class AgentLoop {
  readonly #o: AgentOptions;
  readonly #journal: Journal;
  readonly #book: EventBook;
  readonly #keeper: ReverifyKeeper<UsedDestination>;
  readonly #log: LogKeeper | undefined;
  readonly #register: ToldRegister | undefined;
  /** By the clock: when it is asked again whether there is another seal key. */
  #askKeyAt = 0;
  readonly #destinations: readonly UsedDestination[];
  readonly #roots: readonly WatchedRoot[];
  readonly #abandoned: AbandonedUploads;
  readonly #buffer = readBuffer();
  readonly #traffic: Traffic;
  readonly #view: AgentView;
  readonly #handedOut: Record<BagSize, number> = { large: 0, small: 0 };
  /** Of all roots, as they were looked at last: runs come and go only then. */
  #tasks: readonly RunTask[] = [];
  #taskOf: ReadonlyMap<RunId, RunTask> = new Map();
  /** Where the next small bag is looked for, counted over all runs. */
  #nextRun = 0;
  #sinceTurn = 0;

  /** @param opened closes the destinations, once {@link work} has ended */
  constructor(given: AgentOptions, journal: Journal, book: EventBook, opened: AsyncDisposableStack) {
    const register = toldRegister(given);
    const options = { ...given, signer: { ...given.signer, register } };
    this.#o = options;
    this.#register = register;
    this.#journal = journal;
    this.#book = book;
    const { config, clock, emit } = options;
    this.#traffic = new Traffic(clock);
    const roots = config.roots.map(({ path }) => path);
    this.#destinations = config.destinations.map(one => {
      const slot = journal.destination(one.name);
      const isPlace = (id: string) => journal.claimPlace(slot, id);
      return new UsedDestination({ slot, config: one, roots, clock, emit, isPlace });
    });
    for (const used of this.#destinations) opened.defer(() => used.close());
    const tell = (event: AgentEvent, run: RunId) => book.tell(event, run);
    const lockedOut = new Map<string, number>();
    this.#keeper = new ReverifyKeeper({
      ...options,
      journal,
      destinations: this.#destinations,
      standing: run => this.#standing(run),
      read: (...reading) => reverifyRun({ ...options, journal, tell, lockedOut }, ...reading),
    });
    const { log, signal } = options;
    this.#log =
      log &&
      register &&
      new LogKeeper({ log, register, destinations: this.#destinations, clock, emit, signal });
    this.#abandoned = new AbandonedUploads({
      journal,
      roots: config.roots,
      destinations: this.#destinations,
    });
    this.#roots = config.roots.map(
      root =>
        new WatchedRoot({
          ...options,
          config: root,
          destinations: this.#destinations.filter(one => root.destinations.includes(one.config.name)),
          journal,
          tell: (event, run) => book.tell(event, run),
          taskFor: (where, record, path) => this.#taskFor(where, record, path),
        }),
    );
    const shown = { roots: this.#roots, destinations: this.#destinations, traffic: this.#traffic, register };
    this.#view = new AgentView({ ...shown, journal, now: options.now, clock });
  }

  /** Returns the seal key with which to go on; undefined: it was asked to end. `stop` ends what goes on beside the loop when the loop ends otherwise. */
  async work(stop: AbortController): Promise<SealKeyInUse | undefined> {
    const { signal, sleep, onTurn } = this.#o;
    try {
      while (!signal.aborted) {
        this.#look();
        await this.#abandoned.turn();
        const worked = await this.#takeBag();
        let isFree = !this.#tasks.some(task => task.isBusy);
        for (const task of sealsFirst(this.#tasks)) {
          await task.advance(isFree && !this.#keeper.isReading(task.record.id));
          isFree &&= !task.isBusy;
        }
        this.#log?.turn();
        this.#keeper.turn(!worked && this.#tasks.every(isIdle));
        this.#book.turn();
        onTurn?.(this.#view);
        const next = await this.#nextKey();
        if (next !== undefined) {
          stop.abort();
          return next;
        }
        if (!worked && !signal.aborted) await sleep(this.#pause(), signal);
      }
      return undefined;
    } catch (error) {
      stop.abort();
      throw error;
    } finally {
      await Promise.all([this.#keeper, this.#log, ...this.#tasks].map(one => one?.ended()));
    }
  }

  async #nextKey(): Promise<SealKeyInUse | undefined> {
    const { clock, nextKey } = this.#o;
    if (clock() < this.#askKeyAt) return undefined;
    this.#askKeyAt = clock() + ASK_KEY_EVERY;
    const next = await nextKey?.();
    if (next !== undefined) this.#register?.renewed();
    return next;
  }

  #standing(run: RunId) {
    const task = this.#taskOf.get(run);
    return task === undefined ? 'unwatched' : task.isBusy ? 'busy' : task.state;
  }

  #taskFor({ config, destinations, allowance }: WatchedRoot, record: RunRecord, path: string): RunTask {
    return new RunTask({
      ...this.#o,
      root: config,
      path,
      record,
      journal: this.#journal,
      destinations,
      busyPlaces: new BusyPlaces(this.#o.clock),
      allowance,
      emit: event => this.#book.tell(event, record.id),
      buffer: this.#buffer,
      spend: bytes => this.#spend(bytes, allowance),
      traffic: this.#traffic,
    });
  }

  /** Whether there was one. */
  async #takeBag(): Promise<boolean> {
    const tasks = this.#tasks;
    const waiting = tasks.map((task, run) => ({ run, ...task.waiting }));
    const next = nextBag(waiting, { all: 1, onLarge: 0 }, this.#handedOut);
    if (next === undefined) return false;
    if (next.size === 'large') this.#handedOut.large++;
    if (next.size === 'small') await this.#takeSmall(tasks);
    else await tasks[next.run]?.takeNext('large', () => this.#meanwhile());
    return true;
  }

  /** One bag of each run that has one, from where the last turn left off: a turn looks at all runs, so with a bag a turn many tiny runs would take for ever. */
  async #takeSmall(tasks: readonly RunTask[]): Promise<void> {
    const { clock, signal } = this.#o;
    const until = clock() + BAGS_FOR;
    let bags = 0;
    for (let looked = 0; looked < tasks.length && bags < BAGS_A_TURN; looked++) {
      const task = tasks[this.#nextRun++ % tasks.length];
      if (task === undefined || task.waiting.small === 0) continue;
      await task.takeNext('small');
      this.#handedOut.small++;
      bags++;
      if (signal.aborted || clock() >= until) return;
    }
  }

  /** In the midst of a large file, which may take hours: a look at what is due, and one bag of small files of whatever run. */
  async #meanwhile(): Promise<void> {
    this.#look();
    const tasks = this.#tasks;
    for (const task of tasks) await task.chooseWay();
    const waiting = tasks.map((task, run) => ({ run, ...task.waiting, large: 0 }));
    const next = nextBag(waiting, { all: 1, onLarge: 1 }, this.#handedOut);
    if (next !== undefined) {
      this.#handedOut.small++;
      await tasks[next.run]?.takeNext('small');
    }
    this.#o.onTurn?.(this.#view);
  }

  #look(): void {
    const { clock } = this.#o;
    const due = this.#roots.filter(({ nextLook }) => clock() >= nextLook);
    for (const root of due) root.look();
    if (due.length > 0) {
      this.#tasks = this.#roots.flatMap(({ tasks }) => tasks);
      this.#taskOf = new Map(this.#tasks.map(task => [task.record.id, task]));
    }
    for (const task of this.#tasks) if (clock() >= task.nextPoll) task.poll();
  }

  /** Until something is due; not longer than a poll of what grows, as what goes on beside may end. */
  #pause(): number {
    if (this.#tasks.some(({ waiting }) => waiting.large + waiting.small > 0)) return AT_ONCE;
    const busy = this.#tasks.some(task => task.isBusy);
    let due = Number.POSITIVE_INFINITY;
    for (const { nextLook } of this.#roots) due = Math.min(due, nextLook);
    for (const { nextPoll } of this.#tasks) due = Math.min(due, nextPoll);
    const wait = due - this.#o.clock();
    return Math.max(AT_ONCE, Math.min(wait, busy ? 200 : POLL.growing));
  }

  async #spend(bytes: number, allowance: Allowance): Promise<void> {
    this.#sinceTurn += bytes + A_FILE;
    if (this.#sinceTurn < TURN_EVERY) return;
    let owed = this.#sinceTurn;
    this.#sinceTurn = 0;
    this.#book.turn();
    await setImmediate();
    const { sleep, signal } = this.#o;
    while (!signal.aborted) {
      // Asked again after each slice: another hour has another limit.
      const rate = allowance.bytesPerSecond;
      const ms = rate === 0 ? 0 : Math.min(SLICE, (owed / rate) * 1000);
      if (ms < 1) return;
      await sleep(ms, signal);
      owed -= (rate * ms) / 1000;
    }
  }
}

/** What is sealed in minutes waits for nothing that takes hours: copying a run as a whole, reading one back. */
function sealsFirst(tasks: readonly RunTask[]): RunTask[] {
  return [...tasks.filter(task => task.isToBeSealed), ...tasks.filter(task => !task.isToBeSealed)];
}

/** Whether it keeps nobody from reading archived runs. */
function isIdle({ isBusy, state }: RunTask): boolean {
  return !isBusy && state !== 'settling' && state !== 'finishing';
}

/** How many small bags a turn takes at most, and for how many milliseconds it begins another one. */
const BAGS_A_TURN = 256;
const BAGS_FOR = 1000;

/** Milliseconds. */
const ASK_KEY_EVERY = 10_000;

/** The shortest sleep, in milliseconds. */
const AT_ONCE = 10;

/** What a file costs beside its bytes, and after how many bytes others get a turn. */
const A_FILE = 4096;
const TURN_EVERY = 1 << 20;
/** Milliseconds. */
const SLICE = 1000;
