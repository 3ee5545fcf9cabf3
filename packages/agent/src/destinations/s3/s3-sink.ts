import { type BytePath, displayPath } from '@seqwarden/proof';
import type { FileSink, Hashed, KeptAttributes, Throttle } from '../destination.ts';
import { headObject } from './head-object.ts';
import { metadataOf } from './metadata.ts';
import { keyOf } from './object-key.ts';
import type { Resumable } from './part-upload.ts';
import { hashObject } from './read-object.ts';
import { StagedObject } from './staged-object.ts';
import type { StoreAbilities } from './store-abilities.ts';
import type { Wire } from './wire.ts';

/**
 * Files on the way at once through one thread. A small file is one round trip of which most is waiting: eight keep a thread busy at 10 ms a
 * trip. Each may hold a part: 64 MiB a thread for files up to 80 GB.
 */
const LANES = 8;

/** Puts files below one run's prefix. */
export class S3Sink implements FileSink {
  readonly lanes = LANES;
  readonly #wire: Wire;
  readonly #abilities: StoreAbilities;
  readonly #folder: string;
  readonly #ownsWire: boolean;

  /** `folder` is the key up to and with the run's name and `/`. */
  constructor(wire: Wire, abilities: StoreAbilities, folder: string, ownsWire: boolean) {
    this.#wire = wire;
    this.#abilities = abilities;
    this.#folder = folder;
    this.#ownsWire = ownsWire;
  }

  /** `resume`: what {@link StagedObject.resumable} said in an earlier try of the same file. */
  stage(path: BytePath, { size, mtimeMs }: KeptAttributes, resume?: Resumable): StagedObject {
    return new StagedObject(this.#wire, this.#abilities, {
      key: keyOf(this.#folder, path),
      what: displayPath(path),
      path,
      size,
      metadata: metadataOf(mtimeMs),
      resume,
    });
  }

  async look(path: BytePath): Promise<number | undefined> {
    return (await headObject(this.#wire, keyOf(this.#folder, path), displayPath(path)))?.size;
  }

  hash(path: BytePath, throttle?: Throttle): Promise<Hashed | undefined> {
    return hashObject(this.#wire, keyOf(this.#folder, path), displayPath(path), throttle);
  }

  close(): void {
    if (this.#ownsWire) this.#wire.client.destroy();
  }
}
