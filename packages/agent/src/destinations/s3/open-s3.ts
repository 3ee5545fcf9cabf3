import { type BytePath, bytePathFromText, displayPath, SeqwardenError } from '@seqwarden/proof';
import { runKey } from '../../host/run-key.ts';
import { OWN_FOLDER } from '../../host/run-place.ts';
import type { Destination, DestinationSpec, RunAtDestination } from '../destination.ts';
import { drawId, ID_FILE, LARGEST_ID, requireId } from '../destination-id.ts';
import { destinationLabel } from '../destination-label.ts';
import { requireRunName } from '../run-name.ts';
import type { UploadStore } from '../upload-store.ts';
import { abortUploads } from './abort-uploads.ts';
import { CustodyObjects } from './custody-objects.ts';
import { headObject } from './head-object.ts';
import { listObjects } from './list-objects.ts';
import { type LockStore, lockObject } from './lock-object.ts';
import { keyOf, keyPrefix } from './object-key.ts';
import { OwnObjects } from './own-objects.ts';
import { abortUpload } from './part-upload.ts';
import { probeAbilities } from './probe-abilities.ts';
import { S3Run } from './s3-run.ts';
import { S3Sink } from './s3-sink.ts';
import type { StoreAbilities } from './store-abilities.ts';
import { interrupt, openWire, type Patience, type S3Spec, type Wire } from './wire.ts';

/**
 * Runs in an S3 bucket.
 *
 * A file of a run is the object `<prefix>/<run>/<path>`, our own documents are `<prefix>/.seqwarden/…`. There are no folders, no links, no
 * modes and no rename; an object appears whole or not at all, which is what the temporary names of a file system are for. So a file is *staged*
 * where nobody sees it and *published* by the request that makes it an object:
 *
 * - up to one part (32 MiB) it waits in memory, and publishing is one PUT;
 * - beyond, it is a multipart upload: each full part is sent at once, and publishing is CompleteMultipartUpload. What dies on the way leaves
 *   an upload, which no listing of objects shows and which the store charges for all the same. Whoever remembers it goes on with it
 *   (upload-store.ts); else it is aborted when the run is opened to be written.
 *
 * Two things we ask of the store in each of these requests: not to replace (`If-None-Match: *`), and to compare what it got with our SHA-256
 * (`x-amz-checksum-sha256`, for each PUT and each part). Not every store can, and those that cannot differ in whether they say so. Therefore
 * {@link probeAbilities} tries both once, when the destination is opened. Without the first we look before we write; without the second every object
 * is read back and hashed before its name counts as published. Both gaps are named in decision 0029.
 *
 * The requests themselves are each in a file of their own, and all go through call.ts, the one place that tries again and that turns what a
 * store says into a code of ours.
 */
export async function openS3(
  spec: S3Spec,
  known: KnownOfStore = {},
  signal?: AbortSignal,
): Promise<Destination> {
  const wire = openWire(spec, known);
  const onAbort = () => interrupt(wire);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  const close = () => {
    signal?.removeEventListener('abort', onAbort);
    wire.client.destroy();
  };
  try {
    const folder = `${keyPrefix(spec)}${OWN_FOLDER}/`;
    // A bucket that is not there shall be said to be missing before anything is tried in it.
    await listObjects(wire, folder, destinationLabel(spec), 1);
    const abilities = known.abilities ?? (await probeAbilities(wire, `${folder}probe`));
    const own = new OwnObjects(wire, abilities, folder);
    const locks = { own, isConditional: abilities.conditionalPut, settleMs: known.settleMs ?? SETTLE_MS };
    return new S3Destination(spec, wire, abilities, own, locks, await destinationId(own), close);
  } catch (error) {
    close();
    throw error;
  }
}

/** What whoever opens a store again knows of it already. */
export interface KnownOfStore extends Patience {
  readonly abilities?: StoreAbilities;
  /** How long a lock is left to settle where the store cannot say who was first; default 2 s, longer than a small PUT and the look before it take. */
  readonly settleMs?: number;
}

const SETTLE_MS = 2_000;

class S3Destination implements Destination {
  readonly spec: DestinationSpec;
  readonly label: string;
  readonly id: string;
  readonly #spec: S3Spec;
  readonly #wire: Wire;
  readonly #abilities: StoreAbilities;
  readonly #own: OwnObjects;
  readonly #locks: Omit<LockStore, 'place'>;
  readonly #close: () => void;
  /** Names of runs whose forgotten uploads are gone. */
  readonly #swept = new Set<string>();

  constructor(
    spec: S3Spec,
    wire: Wire,
    abilities: StoreAbilities,
    own: OwnObjects,
    locks: Omit<LockStore, 'place'>,
    id: string,
    close: () => void,
  ) {
    this.spec = spec;
    this.label = destinationLabel(spec);
    this.id = id;
    this.#spec = spec;
    this.#wire = wire;
    this.#abilities = abilities;
    this.#own = own;
    this.#locks = locks;
    this.#close = close;
  }

  lockRun(name: string): Promise<() => Promise<void>> {
    const place = `${this.#spec.endpoint ?? ''} ${this.label} `;
    return lockObject({ ...this.#locks, place }, name);
  }

  async openRun(name: string, make: boolean, uploads?: UploadStore): Promise<RunAtDestination | undefined> {
    requireRunName(name);
    const key = keyOf(keyPrefix(this.#spec), bytePathFromText(name));
    const shown = displayPath(bytePathFromText(name));
    if ((await headObject(this.#wire, key, shown)) !== undefined)
      throw new SeqwardenError('CONFLICT', `an object stands in place of the run ${shown}`);
    const fresh = (await listObjects(this.#wire, `${key}/`, shown, 1)).length === 0;
    if (fresh && !make) return undefined;
    if (make && (fresh || uploads !== undefined)) await this.#abortForgotten(name, `${key}/`, uploads);
    return this.#runAt(name, fresh, uploads);
  }

  async abandonUpload(run: string, path: BytePath, uploadId: string): Promise<void> {
    requireRunName(run);
    const folder = `${keyOf(keyPrefix(this.#spec), bytePathFromText(run))}/`;
    await abortUpload(this.#wire, keyOf(folder, path), uploadId, displayPath(path));
  }

  /** Uploads that a process left are of no use to whoever does not remember them, and no list of objects shows them. Once for each run: what this process begins it ends. */
  async #abortForgotten(name: string, folder: string, uploads?: UploadStore): Promise<void> {
    if (this.#swept.has(name)) return;
    const known = new Set([...(uploads?.begun().values() ?? [])].map(({ uploadId }) => uploadId));
    await abortUploads(this.#wire, folder, known);
    this.#swept.add(name);
  }

  async openQuarantine(name: string): Promise<RunAtDestination> {
    requireRunName(name);
    return this.#runAt(`${OWN_FOLDER}/quarantine/${name}`, true);
  }

  /** `run` is a path below the destination's prefix. */
  #runAt(run: string, fresh: boolean, uploads?: UploadStore): S3Run {
    const [wire, abilities] = [this.#wire, this.#abilities];
    const folder = `${keyOf(keyPrefix(this.#spec), bytePathFromText(run))}/`;
    return new S3Run(wire, folder, {
      fresh,
      sink: { kind: 's3', destination: this.#spec, run, abilities },
      files: new S3Sink(wire, abilities, folder, false, uploads),
      custody: new CustodyObjects(wire, abilities, this.#own, folder, runKey(run)),
    });
  }

  putOwn(path: string, bytes: Uint8Array): Promise<boolean> {
    return this.#own.put(path, bytes);
  }

  replaceOwn(path: string, bytes: Uint8Array): Promise<void> {
    return this.#own.replace(path, bytes);
  }

  readOwn(path: string, limit: number): Promise<Uint8Array | undefined> {
    return this.#own.read(path, limit);
  }

  listOwn(folder: string): Promise<readonly string[]> {
    return this.#own.list(folder);
  }

  async close(): Promise<void> {
    this.#close();
  }
}

async function destinationId(own: OwnObjects): Promise<string> {
  if ((await own.read(ID_FILE, LARGEST_ID)) === undefined) await own.claim(ID_FILE, drawId());
  return requireId(await own.read(ID_FILE, LARGEST_ID));
}
