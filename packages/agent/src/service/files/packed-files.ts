import type { BytePath } from '@seqwarden/proof';
import { folderOf, nameOf } from '../../host/path-parts.ts';
import type { FileAttributes } from '../../scan/file-attributes.ts';
import type { FileLook } from '../../scan/list-folder.ts';
import { Listing } from '../../scan/listing.ts';

/** Files of one folder that were first seen, as they look, by the same poll. */
interface Batch {
  readonly since: number;
  /** As long as the batch may grow. */
  looks: FileLook[];
  packed: Listing | undefined;
}

export interface Unpacked {
  readonly path: BytePath;
  readonly attributes: FileAttributes;
  /** By the scan's clock. */
  readonly since: number;
}

/**
 * Many files that wait, in about 50 bytes each and without objects. A folder's are taken out together: so each folder has one batch of files that
 * one poll saw, and whoever has something else to say of it takes that out first. A folder costs objects for all its files for that moment.
 */
export class PackedFiles {
  readonly #batches = new Map<BytePath, Batch>();
  /** The folder that may grow: files of a folder come one after the other. */
  #open: BytePath | undefined;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Whether a file that was seen at that moment would be one of the folder's batch, or begin it. */
  takes(path: BytePath, since: number): boolean {
    const batch = this.#batches.get(folderOf(path));
    return batch === undefined || (batch.packed === undefined && batch.since === since);
  }

  /** To be asked for only where {@link takes} says so. */
  add(path: BytePath, attributes: FileAttributes, since: number): void {
    const folder = folderOf(path);
    if (this.#open !== folder) this.#pack();
    this.#open = folder;
    const batch = this.#batches.get(folder) ?? { since, looks: [], packed: undefined };
    batch.looks.push({ name: nameOf(path), attributes, errno: '' });
    this.#batches.set(folder, batch);
    this.#count++;
  }

  /** Folders that have any, the oldest batch first, and since when it looks so. Folders may be taken out meanwhile. */
  *folders(): Generator<{ readonly folder: BytePath; readonly since: number }> {
    for (const [folder, { since }] of this.#batches) yield { folder, since };
  }

  /** All of a folder's, which are not kept any more. */
  takeOut(folder: BytePath): Unpacked[] {
    const batch = this.#batches.get(folder);
    if (batch === undefined) return [];
    if (this.#open === folder) this.#pack();
    this.#batches.delete(folder);
    const { since, packed } = batch;
    const files = Array.from(packed?.files() ?? [], ([name, attributes]) => ({
      path: folder === '' ? name : `${folder}/${name}`,
      attributes,
      since,
    }));
    this.#count -= files.length;
    return files;
  }

  #pack(): void {
    const batch = this.#open === undefined ? undefined : this.#batches.get(this.#open);
    this.#open = undefined;
    if (batch === undefined) return;
    batch.packed = new Listing(batch.looks);
    batch.looks = [];
  }
}
