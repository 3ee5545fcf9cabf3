import { equalBytes } from '@seqwarden/proof';
import { CHECKPOINT_FILE } from '@seqwarden/proof/log';
import type { AgentEvent } from '../../events/event.ts';
import { fsError } from '../../host/fs-error.ts';
import { type PublishableLog, publishLog } from '../../register/publish-log.ts';
import type { UsedDestination } from '../places/used-destination.ts';
import { Background } from '../run/background.ts';
import { isOfTheLog } from '../run/is-of-the-run.ts';
import type { ToldRegister } from './told-register.ts';

export interface LogKeeperOptions {
  readonly log: PublishableLog;
  readonly register: ToldRegister;
  readonly destinations: readonly UsedDestination[];
  /** Milliseconds on a clock that never jumps. */
  readonly clock: () => number;
  readonly emit: (event: AgentEvent) => void;
  readonly signal: AbortSignal;
}

/** Milliseconds between two looks whether the log grew, after a failure, and after which a place is looked at although it did not. */
const LOOK_EVERY = 5_000;
const AGAIN = 60_000;
const ANYWAY = 3_600_000;

interface Place {
  readonly used: UsedDestination;
  readonly background: Background;
  /** The checkpoint that was brought there last. */
  brought: Uint8Array | undefined;
  broughtAt: number;
  notBefore: number;
  /** What is wrong with what lies there: said once. */
  said: string | undefined;
}

/** Brings the log to every destination, each by itself: one that is down, or slow, holds up no other, and no run. */
export class LogKeeper {
  readonly #o: LogKeeperOptions;
  readonly #places: readonly Place[];

  constructor(options: LogKeeperOptions) {
    this.#o = options;
    this.#places = options.destinations.map(used => ({
      used,
      background: new Background(),
      brought: undefined,
      broughtAt: 0,
      notBefore: 0,
      said: undefined,
    }));
  }

  /** To be called at each turn of the loop. Throws what ended a publication and should not be. */
  turn(): void {
    const { clock, signal } = this.#o;
    for (const place of this.#places) {
      const { background, used } = place;
      background.rethrow();
      if (background.isBusy || signal.aborted || clock() < place.notBefore || !used.isDue) continue;
      place.notBefore = clock() + LOOK_EVERY;
      background.start(
        () => this.#bring(place),
        error => this.#failed(place, error),
        signal,
      );
    }
  }

  /** Ends when what goes on has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#places.map(({ background }) => background.ended()));
  }

  async #bring(place: Place): Promise<void> {
    const { log, clock } = this.#o;
    const checkpoint = await log.read(CHECKPOINT_FILE);
    if (checkpoint === undefined) return;
    const isSame = place.brought !== undefined && equalBytes(place.brought, checkpoint);
    if (isSame && clock() < place.broughtAt + ANYWAY) return;
    await publishLog(await place.used.open(0), log);
    place.used.worked();
    place.brought = checkpoint;
    place.broughtAt = clock();
    place.said = undefined;
  }

  #failed(place: Place, error: unknown): void {
    const { register, clock, emit } = this.#o;
    place.notBefore = clock() + AGAIN;
    const known = fsError(error, 'destination', '');
    const { code } = known;
    if (code === 'INTERNAL') throw error;
    if (isOfTheLog(code)) register.stopped(known);
    else if (code.startsWith('DESTINATION_')) {
      // Another process of ours publishes there at this moment.
      if (code !== 'DESTINATION_BUSY') void place.used.failed(known);
    } else if (place.said !== code) {
      place.said = code;
      emit({ event: 'register-unpublished', destination: place.used.config.name, code });
    }
  }
}
