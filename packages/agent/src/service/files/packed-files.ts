import type { BytePath } from '@seqwarden/proof';
import { folderOf, nameOf } from '../../host/path-parts.ts';
import type { FileAttributes } from '../../scan/file-attributes.ts';
import { type Piece, Slabs } from './slabs.ts';

interface Look {
  readonly name: BytePath;
  readonly attributes: FileAttributes;
}

/** Files of one folder that were first seen, as they look, by the same poll. */
interface Batch {
  readonly since: number;
  /** As long as the batch may grow. */
  looks: Look[];
  packed: Packed | undefined;
}

interface Packed {
  readonly count: number;
  /** Size, mtime, ctime and inode of each, 64 bits each, and then the names with `/` between them. */
  readonly piece: Piece;
}

export interface Unpacked {
  readonly path: BytePath;
  readonly attributes: FileAttributes;
  /** By the scan's clock. */
  readonly since: number;
}

/** Bytes of a file's four numbers. */
const NUMBERS = 32;

/**
 * Many files that wait, in about 50 bytes each and without objects. A folder's are taken out together: so each folder has one batch of files that
 * one poll saw, and whoever has something else to say of it takes that out first. A folder costs objects for all its files for that moment.
 */
export class PackedFiles {
  readonly #batches = new Map<BytePath, Batch>();
  readonly #slabs = new Slabs();
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
    batch.looks.push({ name: nameOf(path), attributes });
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
    const looks = batch.packed === undefined ? batch.looks : unpack(batch.packed);
    this.#drop(folder, batch);
    this.#count -= looks.length;
    const { since } = batch;
    return looks.map(({ name, attributes }) => ({
      path: folder === '' ? name : `${folder}/${name}`,
      attributes,
      since,
    }));
  }

  /** Forgets all of them. */
  clear(): void {
    for (const [folder, batch] of this.#batches) this.#drop(folder, batch);
    this.#count = 0;
  }

  #drop(folder: BytePath, { packed }: Batch): void {
    if (packed !== undefined) this.#slabs.letGo(packed.piece);
    this.#batches.delete(folder);
  }

  #pack(): void {
    const batch = this.#open === undefined ? undefined : this.#batches.get(this.#open);
    this.#open = undefined;
    if (batch === undefined) return;
    batch.packed = pack(batch.looks, this.#slabs);
    batch.looks = [];
  }
}

function pack(looks: readonly Look[], slabs: Slabs): Packed {
  // `/` is in no name
  const names = looks.map(({ name }) => name).join('/');
  const count = looks.length;
  const piece = slabs.take(count * NUMBERS + names.length);
  const { numbers, rest } = partsOf({ count, piece });
  for (const [at, { attributes }] of looks.entries()) {
    const { size, mtimeNs, ctimeNs, ino } = attributes;
    numbers.set([BigInt(size), mtimeNs, ctimeNs, ino], at * 4);
  }
  rest.write(names, 'latin1');
  return { count, piece };
}

function unpack(packed: Packed): Look[] {
  const { numbers, rest } = partsOf(packed);
  return rest
    .toString('latin1')
    .split('/')
    .map((name, at) => {
      const [size = 0n, mtimeNs = 0n, ctimeNs = 0n, ino = 0n] = numbers.subarray(at * 4, at * 4 + 4);
      // An inode number has 64 bits without a sign, and is kept with one.
      return { name, attributes: { size: Number(size), mtimeNs, ctimeNs, ino: BigInt.asUintN(64, ino) } };
    });
}

function partsOf({ count, piece: { slab, at, length } }: Packed) {
  const ofNumbers = count * NUMBERS;
  return {
    numbers: new BigInt64Array(slab.bytes, at, count * 4),
    rest: Buffer.from(slab.bytes, at + ofNumbers, length - ofNumbers),
  };
}
