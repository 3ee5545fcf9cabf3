import type { Persons, RightsBook } from '@seqwarden/cases/authority';
import type { CopiedRun } from '@seqwarden/cases/gap';
import type { PlacedAct, State, Task, Uncounted } from '@seqwarden/cases/state';
import type { KeyStates } from '@seqwarden/proof';
import { Cache, type CacheSources, type FreshCache } from './cache.ts';
import type { Missed } from './missed.ts';
import { overviewOf, stateIn, stateOfDevice, tasksIn } from './overview.ts';
import { personsIn, refusalOf } from './settle.ts';

/**
 * All that is said of cases in the logs at hand, as of when it was opened or last refreshed. It rests on a cache in the state folder (decision 69), which holds what was read and
 * what it came to.
 */
export class Casebook {
  readonly #cache: Cache;
  #fresh: FreshCache;
  #state: State | undefined;
  #overview: State | undefined;
  #tasks: readonly Task[] | undefined;
  #persons: Persons | undefined;

  private constructor(cache: Cache, fresh: FreshCache) {
    this.#cache = cache;
    this.#fresh = fresh;
  }

  /** Throws what is wrong with the own log, as `readLogOn`; LOG_BUSY where another command reads for a quarter of an hour. */
  static async open(from: CacheSources): Promise<Casebook> {
    const cache = new Cache(from);
    return new Casebook(cache, await cache.refresh());
  }

  /** Reads what came since. Throws as `open`. */
  async refresh(): Promise<void> {
    this.#fresh = await this.#cache.refresh();
    this.#state = undefined;
    this.#overview = undefined;
    this.#tasks = undefined;
    this.#persons = undefined;
  }

  close(): void {
    this.#cache.close();
  }

  /** Id of the account's own log. */
  get log(): string {
    return this.#cache.id;
  }

  /** Entries of the own log. */
  get size(): number {
    return this.#fresh.reader.size;
  }

  /** What the own log says of keys. */
  get keys(): KeyStates {
    return this.#fresh.reader.keys;
  }

  get rights(): RightsBook {
    return this.#fresh.reader.rights;
  }

  /** Whose key is whose, by the own log and all that were imported. */
  get persons(): Persons {
    this.#persons ??= this.#cache.ask(personsIn);
    return this.#persons;
  }

  /** Of bundles; what is wrong with the own log throws. */
  get missed(): readonly Missed[] {
    return this.#cache.ask(store => store.logs()).flatMap(({ missed }) => missed);
  }

  get state(): State {
    this.#state ??= this.#cache.ask(stateIn);
    return this.#state;
  }

  /** What is enough to know what is to be done; see `overviewOf`. */
  get overview(): State {
    this.#overview ??= this.#cache.ask(overviewOf);
    return this.#overview;
  }

  /** See `stateOfDevice`: much less to read than `state` where there are many instruments. */
  stateOfDevice(called: string): State {
    return this.#cache.ask(store => stateOfDevice(store, called));
  }

  get tasks(): readonly Task[] {
    this.#tasks ??= this.#cache.ask(tasksIn);
    return this.#tasks;
  }

  /**
   * The runs of a device that the own log says were sealed while they were copied; `serial` without what a mode adds to it. Of other logs only bundles are at hand: a
   * selection, between which no distance says that nothing arrived.
   */
  copiedRunsOf(serial: string): readonly CopiedRun[] {
    return this.#cache.ask(store => store.copiedOf(serial));
  }

  /** Why an act that is not in the log yet would not count; undefined: it would. */
  refusalOf(trial: PlacedAct): Uncounted['why'] | undefined {
    return this.#cache.ask(store => refusalOf(store, trial));
  }
}
