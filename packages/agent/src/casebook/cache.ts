import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError, type Trust } from '@seqwarden/proof';
import { logId } from '@seqwarden/proof/log';
import { lockAccount } from '../config/account-lock.ts';
import { stateFolder } from '../config/config-folder.ts';
import { makePath } from '../host/make-path.ts';
import { sha256 } from '../host/sha256.ts';
import type { CasebookStore } from './casebook-store.ts';
import {
  type CachePlace,
  cacheInMemory,
  isDamage,
  makeCache,
  mayBeDamage,
  openCache,
  unusable,
} from './open-cache.ts';
import { keepTasks } from './overview.ts';
import type { LogToRead, ReadOn } from './read-log-on.ts';
import { readOthers } from './read-others.ts';
import { OwnLogReader } from './read-own.ts';
import { personsIn, settle, threadsOfChanged } from './settle.ts';

export interface CacheSources extends Pick<ReadOn, 'onProgress' | 'signal'> {
  /** The account's own log. */
  readonly own: LogToRead;
  /** Says whose bundles count. */
  readonly trust: Trust;
  readonly env: NodeJS.ProcessEnv;
  /** Of the program: another one makes the cache anew. */
  readonly version: string;
  /** Whether what is to be done is kept for who asks next: worth it for who asks for it. */
  readonly keepsTasks: boolean;
  /** For people: that the cache is made anew, or done without, and why. */
  readonly tell: (words: string) => void;
}

/** A cache that is up to date, and what knows the own log as far as it goes. */
export interface FreshCache {
  readonly store: CasebookStore;
  readonly reader: OwnLogReader;
}

/** A first reading of a large log takes minutes, and others wait for it. */
const PATIENCE = { ms: 900_000, busy: 'LOG_BUSY' } as const;

/** What is wrong with the log, or with the cache, as far as a cache that goes back or aside could be to blame. */
const NOT_CONTINUED = new Set<string>(['LOG_BEHIND', 'LOG_DAMAGED', 'LOG_FORKED', 'LOG_PROOF_INVALID']);

/**
 * The cache of one log, brought up to date under a lock: of two commands at once the other waits, and then finds done what it wanted. What cannot be gone on with is made anew; where
 * nothing can be kept, all is read again each time.
 */
export class Cache {
  readonly #from: CacheSources;
  /** Of the own log. */
  readonly id: string;
  #fresh: FreshCache | undefined;
  #isKept = true;

  constructor(from: CacheSources) {
    this.#from = from;
    this.id = logId(sha256, from.own.key.publicKey);
  }

  /** What was given out before is closed. Throws as `readLogOn`; LOG_BUSY where another command reads for a quarter of an hour. */
  async refresh(): Promise<FreshCache> {
    const letGo = await this.#lock();
    try {
      const fresh = this.#isKept
        ? await this.#kept()
        : await this.#goOn(this.#fresh?.store ?? cacheInMemory());
      this.#fresh = fresh;
      return fresh;
    } finally {
      letGo?.();
    }
  }

  /**
   * Asks what was brought up to date. Rows that nobody needed until now may be damaged: then the file is put away, and who asks again has it made anew.
   *
   * @throws SeqwardenError CASE_STORE_UNUSABLE
   */
  ask<T>(question: (store: CasebookStore) => T): T {
    if (this.#fresh === undefined) throw new SeqwardenError('INTERNAL', 'what was kept of cases is closed');
    try {
      return question(this.#fresh.store);
    } catch (error) {
      const { folder, name } = this.#place;
      if (!isDamage(error)) throw unusable(folder, error);
      rmSync(join(folder, name), { force: true });
      const why = error instanceof Error ? error.message : String(error);
      const words = `what was kept of cases is damaged and was put away, give the command again: ${why}`;
      throw new SeqwardenError('CASE_STORE_UNUSABLE', words, { cause: error });
    }
  }

  close(): void {
    this.#fresh?.store.close();
    this.#fresh = undefined;
  }

  /** undefined: nothing is kept, and nobody waits. */
  async #lock(): Promise<(() => void) | undefined> {
    if (!this.#isKept) return undefined;
    const { folder } = this.#place;
    try {
      makePath(folder, 0o700);
      return await lockAccount(folder, 'cases', PATIENCE);
    } catch (error) {
      if (error instanceof SeqwardenError && error.code === 'LOG_BUSY') throw error;
      this.#doWithout(error);
      return undefined;
    }
  }

  async #kept(): Promise<FreshCache> {
    // Another process may have put a new file in its place.
    this.close();
    try {
      return (await this.#continued()) ?? (await this.#madeAnew());
    } catch (error) {
      if (!(error instanceof SeqwardenError) || error.code !== 'CASE_STORE_UNUSABLE') throw error;
      this.#doWithout(error);
      return this.#goOn(cacheInMemory());
    }
  }

  /** undefined: there is none, or none with which one could go on. */
  async #continued(): Promise<FreshCache | undefined> {
    let store: CasebookStore | undefined;
    try {
      store = openCache(this.#place);
      return store && (await this.#goOn(store));
    } catch (error) {
      store?.close();
      const isOfLog = error instanceof SeqwardenError && NOT_CONTINUED.has(error.code);
      if (!isOfLog && !mayBeDamage(error)) throw unusable(this.#place.folder, error);
      const why = error instanceof Error ? error.message : String(error);
      this.#from.tell(`what was kept of cases is made anew: ${why}`);
      return undefined;
    }
  }

  async #madeAnew(): Promise<FreshCache> {
    await makeCache(this.#place, async store => {
      await this.#bringUpToDate(store);
    });
    const store = openCache(this.#place);
    if (store === undefined)
      throw new SeqwardenError('CASE_STORE_UNUSABLE', `${this.#place.folder}: it is gone`);
    return { store, reader: await OwnLogReader.begin(this.#from.own, store) };
  }

  async #goOn(store: CasebookStore): Promise<FreshCache> {
    return { store, reader: await store.inTransaction(() => this.#bringUpToDate(store)) };
  }

  async #bringUpToDate(store: CasebookStore): Promise<OwnLogReader> {
    const { own, trust, env } = this.#from;
    const before = personsIn(store);
    const reader = await OwnLogReader.begin(own, store);
    const changed = await reader.readOn(store, this.#from);
    for (const thread of await readOthers(store, this.id, trust, env)) changed.add(thread);
    for (const thread of threadsOfChanged(store, before)) changed.add(thread);
    settle(store, changed);
    if (this.#from.keepsTasks) keepTasks(store);
    return reader;
  }

  #doWithout(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#from.tell(`nothing can be kept of cases, so all is read each time: ${why}`);
    this.#isKept = false;
  }

  get #place(): CachePlace {
    const { env, version } = this.#from;
    return { folder: join(stateFolder(env), 'cases'), name: `${this.id}.sqlite`, madeBy: version };
  }
}
