import { realpathSync, statfsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { sep } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import type { Destination } from '../../destinations/destination.ts';
import { openDestination } from '../../destinations/open.ts';
import type { AgentEvent } from '../../events/event.ts';
import { fsError } from '../../host/fs-error.ts';
import type { Slot } from '../../journal/records.ts';
import type { DestinationConfig } from '../config/agent-config-places.ts';
import { hasRoom } from '../limits/free-space.ts';

/** Milliseconds from a failure to the next try; it doubles with each. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;

export interface UsedOptions {
  readonly slot: Slot;
  readonly config: DestinationConfig;
  /** Paths of all roots: nothing is ever written to one. */
  readonly roots: readonly string[];
  /** Milliseconds on a clock that never jumps. */
  readonly clock: () => number;
  readonly emit: (event: AgentEvent) => void;
  /** Whether a destination of that identity is the one of which the journal says what lies there. */
  readonly isPlace: (id: string) => boolean;
}

/** A destination as the agent uses it: kept open while it works, left alone for a while when it does not. */
export class UsedDestination {
  readonly slot: Slot;
  readonly config: DestinationConfig;
  readonly #o: UsedOptions;
  readonly #clock: () => number;
  readonly #emit: (event: AgentEvent) => void;
  /** A promise, as bag and background may ask at the same time. */
  #open: Promise<Destination> | undefined;
  /** Ends when the place has answered or failed again. */
  #trial: Promise<void> | undefined;
  readonly #end = new AbortController();
  #downSince: number | undefined;
  #pause = FIRST_PAUSE;
  #retryAt = 0;
  #isReserveSaid = false;
  #free: number | undefined;
  #isAsking = false;

  constructor(options: UsedOptions) {
    this.#o = options;
    this.slot = options.slot;
    this.config = options.config;
    this.#clock = options.clock;
    this.#emit = options.emit;
  }

  /** Whether it works. One that does not is tried again beside whoever asks, so that a silent one holds up nobody; it is due when it has answered. */
  get isDue(): boolean {
    if (this.#downSince === undefined || this.#open !== undefined) return true;
    if (this.#trial === undefined && this.#clock() >= this.#retryAt) this.#try();
    return false;
  }

  /** When it stopped to work, by the clock. */
  get downSince(): number | undefined {
    return this.#downSince;
  }

  /** Bytes that were free when it was last asked for; each time it is, that begins to be found out anew. undefined: not known, or nobody can tell. */
  get freeBytes(): number | undefined {
    const { spec } = this.config;
    if (spec.kind === 'folder' && !this.#isAsking) {
      this.#isAsking = true;
      // Not waited for: a mount that hangs would hold up everybody.
      statfs(spec.path)
        .then(({ bavail, bsize }) => bavail * bsize)
        .catch(() => undefined)
        .then(free => {
          this.#free = free;
          this.#isAsking = false;
        });
    }
    return this.#free;
  }

  /** Throws DESTINATION_*: DESTINATION_OTHER where another place answers, DESTINATION_FULL where `bytes` more would take of the reserve; the caller then says so to {@link failed}. */
  async open(bytes: number): Promise<Destination> {
    if (this.#open === undefined) {
      const opening = this.#openPlace();
      this.#open = opening;
      opening.catch(() => {
        if (this.#open === opening) this.#open = undefined;
      });
    }
    const open = await this.#open;
    this.requireRoom(bytes);
    return open;
  }

  /** For who opens the place by itself: asks it once more who it is. Throws as {@link open}. */
  async requirePlace(): Promise<void> {
    await (await this.#openPlace()).close();
  }

  /** It did what it was asked. */
  worked(): void {
    this.#isReserveSaid = false;
    if (this.#downSince === undefined) return;
    const seconds = Math.floor((this.#clock() - this.#downSince) / 1000);
    this.#downSince = undefined;
    this.#pause = FIRST_PAUSE;
    this.#emit({ event: 'destination-back', destination: this.config.name, seconds });
  }

  async failed({ code }: SeqwardenError): Promise<void> {
    if (this.#downSince === undefined) {
      this.#downSince = this.#clock();
      this.#emit({ event: 'destination-down', destination: this.config.name, code });
    }
    this.#retryAt = this.#clock() + this.#pause;
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    await this.#letGo();
  }

  /** For good. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#trial;
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.then(destination => destination.close()).catch(() => {});
  }

  #try(): void {
    this.#trial = this.#openPlace(this.#end.signal)
      .then(
        async destination => {
          // Somebody who could not wait has opened it meanwhile.
          if (this.#open !== undefined) await destination.close();
          else this.#open = Promise.resolve(destination);
        },
        async error => {
          const failure = fsError(error, 'destination', '');
          if (failure.code !== 'INTERNAL') return await this.failed(failure);
          // For whoever opens it next to throw: here nobody waits for it.
          this.#open = Promise.reject(error);
          this.#open.catch(() => {});
        },
      )
      .finally(() => {
        this.#trial = undefined;
      });
  }

  /** What the journal says of a name is true of one place only: at another one nothing would be missing that it says is there. */
  async #openPlace(signal?: AbortSignal): Promise<Destination> {
    this.#requireApart();
    const destination = await openDestination(this.config.spec, signal);
    if (this.#o.isPlace(destination.id)) return destination;
    await destination.close();
    throw new SeqwardenError(
      'DESTINATION_OTHER',
      `another place than before answers as destination ${this.config.name}`,
    );
  }

  /** By what links and mounts lead to, which the text of a configuration does not show. */
  #requireApart(): void {
    const { spec } = this.config;
    if (spec.kind !== 'folder') return;
    const place = realOf(spec.path);
    for (const root of this.#o.roots.map(realOf)) {
      if (place === undefined || root === undefined || !(liesIn(place, root) || liesIn(root, place)))
        continue;
      throw new SeqwardenError('DESTINATION_UNUSABLE', 'a root is the destination, or one lies in the other');
    }
  }

  /** Throws DESTINATION_FULL where `bytes` more would take of the reserve, and says so once. */
  requireRoom(bytes: number): void {
    const { spec, reserve, name } = this.config;
    if (spec.kind !== 'folder' || reserve === 0) return;
    const { bavail, bsize } = statfsSync(spec.path);
    const free = bavail * bsize;
    if (hasRoom({ free, reserve, underWay: 0 }, bytes)) return;
    if (!this.#isReserveSaid) this.#emit({ event: 'disk-reserve-reached', destination: name, bytes: free });
    this.#isReserveSaid = true;
    throw new SeqwardenError('DESTINATION_FULL', 'the reserve of free space is reached');
  }
}

/** undefined: it is not there; whoever opens it says so. */
function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function liesIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
