import { type BytePath, displayPath } from '@seqwarden/proof';
import type { Awaitable, FileSink, Hashed, KeptAttributes, Throttle } from '../destination.ts';
import { type UploadStore, uploadState } from '../upload-store.ts';
import { headObject } from './head-object.ts';
import { metadataOf } from './metadata.ts';
import { keyOf } from './object-key.ts';
import { memoryFor } from './part-size.ts';
import { abortUpload } from './part-upload.ts';
import { hashObject } from './read-object.ts';
import { RememberedUpload } from './remembered-upload.ts';
import { StagedObject } from './staged-object.ts';
import type { StoreAbilities } from './store-abilities.ts';
import { interrupt, type Wire } from './wire.ts';

/**
 * Files on the way at once through one thread. A small file is one round trip of which most is waiting: eight keep a thread busy at 10 ms a
 * trip. Each holds its bytes, or some parts.
 */
const LANES = 8;

/** Puts files below one run's prefix. */
export class S3Sink implements FileSink {
  readonly lanes = LANES;
  readonly #wire: Wire;
  readonly #abilities: StoreAbilities;
  readonly #folder: string;
  readonly #ownsWire: boolean;
  readonly #uploads: UploadStore | undefined;

  /** `folder` is the key up to and with the run's name and `/`. With `uploads` those that an earlier process began go on. */
  constructor(
    wire: Wire,
    abilities: StoreAbilities,
    folder: string,
    ownsWire: boolean,
    uploads?: UploadStore,
  ) {
    this.#wire = wire;
    this.#abilities = abilities;
    this.#folder = folder;
    this.#ownsWire = ownsWire;
    this.#uploads = uploads;
  }

  memoryFor(size: number): number {
    return memoryFor(size);
  }

  stage(path: BytePath, { size, mtimeMs }: KeptAttributes): Awaitable<StagedObject> {
    const key = keyOf(this.#folder, path);
    const what = displayPath(path);
    const memory = this.#uploads && new RememberedUpload(this.#uploads, path, uploadState({ size, mtimeMs }));
    const begin = () =>
      new StagedObject(this.#wire, this.#abilities, {
        ...{ key, what, path, size, memory },
        metadata: metadataOf(mtimeMs),
      });
    const outdated = memory?.outdated;
    if (outdated === undefined) return begin();
    return abortUpload(this.#wire, key, outdated, what).then(() => {
      memory?.end();
      return begin();
    });
  }

  async look(path: BytePath): Promise<number | undefined> {
    return (await headObject(this.#wire, keyOf(this.#folder, path), displayPath(path)))?.size;
  }

  hash(path: BytePath, throttle?: Throttle): Promise<Hashed | undefined> {
    return hashObject(this.#wire, keyOf(this.#folder, path), displayPath(path), throttle);
  }

  interrupt(): void {
    interrupt(this.#wire);
  }

  close(): void {
    if (this.#ownsWire) this.#wire.client.destroy();
  }
}
