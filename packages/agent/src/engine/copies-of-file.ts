import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import type { Awaitable, FileSink, Hashed, KeptAttributes, StagedFile } from '../destinations/destination.ts';
import { conflict, nameCollision } from '../destinations/taken-name.ts';
import { fsError } from '../host/fs-error.ts';
import { then } from './awaitable.ts';
import type { SealedDigests } from './sealed-digests.ts';

/** Destinations as bits: bit d is destination d. The table keeps one byte a file. */
export const MOST_DESTINATIONS = 8;

/** A file of a run that is to be copied. */
export interface FileToCopy {
  readonly row: number;
  readonly name: BytePath;
  readonly path: BytePath;
}

/** Where the bytes of a run go. What stands at place d of a list is destination d. */
export interface Places {
  readonly sinks: readonly FileSink[];
  /** As bits: where nothing was before, so that no final name can be taken but by a stranger meanwhile. */
  readonly fresh: number;
  /** Where a seal lies already, what it lists: no other bytes get a name there. */
  readonly sealed: readonly (SealedDigests | undefined)[];
  /** Is told once of each destination that failed at a file; the others go on with it. */
  readonly failed: (destination: number, file: FileToCopy, error: SeqwardenError) => void;
}

/**
 * One file on its way to several places. Each step is taken at all places that still take part, at the same time where they wait for a
 * network; one that fails is told of, and takes part no more. So nothing throws here.
 */
export class CopiesOfFile {
  readonly #places: Places;
  readonly #file: FileToCopy;
  readonly #staged: (StagedFile | undefined)[] = [];
  /** As bits: places that take part, those whose name is taken by a file of the same size, and those that failed. */
  #live: number;
  #taken = 0;
  #held = 0;
  #written = 0;

  constructor(places: Places, file: FileToCopy, live: number) {
    this.#places = places;
    this.#file = file;
    this.#live = live;
  }

  get live(): number {
    return this.#live;
  }

  /** As bits: places that hold the file under its name, and those to which it was written now. */
  get held(): number {
    return this.#held;
  }

  get written(): number {
    return this.#written;
  }

  /** Bytes of memory that a file of this size takes at all places that take part, from {@link stage} until it is published or discarded. */
  memoryFor(size: number): number {
    return this.#places.sinks.reduce(
      (sum, sink, at) => sum + (this.#live & (1 << at) ? (sink.memoryFor?.(size) ?? 0) : 0),
      0,
    );
  }

  stage(attributes: KeptAttributes): Awaitable<void> {
    return this.#each((sink, at) => {
      const begin = (): Awaitable<void> =>
        then(sink.stage(this.#file.path, attributes), staged => {
          this.#staged[at] = staged;
        });
      if (this.#places.fresh & (1 << at)) return begin();
      return then(sink.look(this.#file.path), found => {
        if (found === undefined) return begin();
        if (found !== attributes.size) throw conflict(this.#file.path);
        this.#taken |= 1 << at;
      });
    });
  }

  /** When it is done the buffer may be used again. */
  write(bytes: Buffer): Awaitable<void> {
    return this.#each((_, at) => this.#staged[at]?.write(bytes));
  }

  /** Durable afterwards, and where the name was taken known to be the same bytes. */
  finish(whole: Hashed, reread: boolean): Awaitable<void> {
    return this.#each((_, at) => {
      if (this.#places.sealed[at]?.is(this.#file.row, whole.sha256) === false) throw this.#notSealed();
      return this.#taken & (1 << at)
        ? this.#requireSame(at, whole.sha256)
        : this.#staged[at]?.finish(whole, reread);
    });
  }

  /** After {@link finish}. */
  publish(sha256: string): Awaitable<void> {
    return this.#each((_, at) => this.publishAt(at, sha256));
  }

  /** As {@link publish}, at one place, which has not failed. Throws where that fails; nobody is told. */
  publishAt(at: number, sha256: string): Awaitable<void> {
    const bit = 1 << at;
    const staged = this.#staged[at];
    if (staged === undefined) {
      this.#held |= bit;
      return;
    }
    return then(staged.publish(), published => {
      if (published) {
        this.#staged[at] = undefined;
        this.#held |= bit;
        this.#written |= bit;
        return;
      }
      return then(staged.discard(), () =>
        then(this.#requireSame(at, sha256), () => {
          if (this.#places.fresh & bit) throw nameCollision(this.#file.path);
          this.#held |= bit;
        }),
      );
    });
  }

  /** What has no name by then. What cannot be removed now is a leftover that the next copy removes. */
  discard(): Awaitable<void> {
    const waiting = this.#staged.map(staged => discardQuietly(staged));
    return waiting.some(one => one instanceof Promise) ? Promise.all(waiting).then(() => {}) : undefined;
  }

  #each(act: (sink: FileSink, at: number) => Awaitable<void>): Awaitable<void> {
    let waiting: Promise<void>[] | undefined;
    const { sinks } = this.#places;
    for (let at = 0; at < sinks.length; at++) {
      const sink = sinks[at];
      if (sink === undefined || (this.#live & (1 << at)) === 0) continue;
      let acted: Awaitable<void>;
      try {
        acted = act(sink, at);
      } catch (error) {
        acted = this.#fail(at, error);
      }
      if (acted instanceof Promise) {
        waiting ??= [];
        waiting.push(acted.catch(error => this.#fail(at, error)));
      }
    }
    return waiting && Promise.all(waiting).then(() => {});
  }

  #fail(at: number, error: unknown): Awaitable<void> {
    this.#live &= ~(1 << at);
    this.#places.failed(at, this.#file, fsError(error, 'destination', this.#file.path));
    const staged = this.#staged[at];
    this.#staged[at] = undefined;
    return discardQuietly(staged);
  }

  #requireSame(at: number, sha256: string): Awaitable<void> {
    return then(this.#places.sinks[at]?.hash(this.#file.path), there => {
      if (there?.sha256 !== sha256) throw conflict(this.#file.path);
    });
  }

  #notSealed(): SeqwardenError {
    const { path } = this.#file;
    const message = `the destination has a Custody folder that is not a seal of these files (${displayPath(path)} differs)`;
    return new SeqwardenError('CONFLICT', message, { path });
  }
}

function discardQuietly(staged: StagedFile | undefined): Awaitable<void> {
  try {
    const discarded = staged?.discard();
    return discarded instanceof Promise ? discarded.catch(() => {}) : undefined;
  } catch {
    // the error that brought us here says more than this one
  }
}
