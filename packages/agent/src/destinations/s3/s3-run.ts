import { type BytePath, displayPath } from '@seqwarden/proof';
import type { CustodyContent } from '../../custody/publish-custody.ts';
import type { AddendaFound } from '../../custody/read-addenda.ts';
import type { NewAddendum, TakeBytes } from '../../custody/write-addendum.ts';
import type { CustodyFiles, Listing, RunAtDestination } from '../destination.ts';
import { abortUploads } from './abort-uploads.ts';
import type { CustodyObjects } from './custody-objects.ts';
import { listObjects } from './list-objects.ts';
import { keyOf, keyRefusal } from './object-key.ts';
import type { S3SinkSpec } from './open-s3-sink.ts';
import { readObject } from './read-object.ts';
import { removeObject } from './remove-object.ts';
import type { S3Sink } from './s3-sink.ts';
import { sortListing } from './sort-listing.ts';
import type { Wire } from './wire.ts';

/** One run's objects at a store. */
export class S3Run implements RunAtDestination {
  readonly fresh: boolean;
  readonly label: string;
  readonly sink: S3SinkSpec;
  readonly files: S3Sink;
  readonly #wire: Wire;
  readonly #folder: string;
  readonly #custody: CustodyObjects;

  /** `folder` is the key up to and with the run's name and `/`. */
  constructor(
    wire: Wire,
    folder: string,
    {
      sink,
      files,
      custody,
      fresh,
    }: Pick<S3Run, 'sink' | 'files' | 'fresh'> & { readonly custody: CustodyObjects },
  ) {
    this.fresh = fresh;
    this.label = `s3://${wire.bucket}/${folder}`;
    this.sink = sink;
    this.files = files;
    this.#wire = wire;
    this.#folder = folder;
    this.#custody = custody;
  }

  refusal(path: BytePath): string | undefined {
    return keyRefusal(this.#folder, path);
  }

  /** A store has no folders: they are but a part of keys. */
  async makeFolders(): Promise<void> {}

  /** Likewise; objects are durable when they are there, and their times are metadata. */
  async settle(): Promise<void> {}

  async list(): Promise<Listing> {
    return sortListing(await listObjects(this.#wire, this.#folder, 'list'));
  }

  async removeLeftovers(): Promise<void> {
    await abortUploads(this.#wire, this.#folder);
    await this.#custody.removeUnfinished();
  }

  withdraw(path: BytePath): Promise<void> {
    return removeObject(this.#wire, keyOf(this.#folder, path), displayPath(path));
  }

  readCustody(): Promise<CustodyFiles | undefined> {
    return this.#custody.read();
  }

  publishCustody(content: CustodyContent): Promise<void> {
    return this.#custody.publish(content);
  }

  readAddenda(): Promise<AddendaFound> {
    return this.#custody.readAddenda();
  }

  publishAddendum(addendum: NewAddendum): Promise<void> {
    return this.#custody.publishAddendum(addendum);
  }

  putProof(path: BytePath, bytes: Uint8Array, replaces: boolean): Promise<boolean> {
    return this.#custody.putProof(path, bytes, replaces);
  }

  async readFile(path: BytePath, take: TakeBytes): Promise<boolean> {
    const key = keyOf(this.#folder, path);
    return (await readObject(this.#wire, key, displayPath(path), take)) !== undefined;
  }

  async close(): Promise<void> {
    this.files.close();
  }
}
