import { type BytePath, SeqwardenError } from '@seqwarden/proof';

export interface ListedObject {
  /** What comes after the prefix. */
  readonly path: BytePath;
  readonly size: number;
}

const CHUNK = 1 << 20;
/** Of a name stand its length (2 bytes), its object's size (a double) and its bytes in a chunk. */
const HEAD = 10;
/** No store has longer keys: Amazon's and Swift's end at 1,024 bytes. */
const LONGEST_NAME = 65_535;

/**
 * A listing of objects, as bytes: a million of them take their names below their folders and 10 bytes each, where strings and objects took half a
 * gigabyte. They come in ascending order from nearly every store; only what comes in another is made objects once, and sorted.
 */
export class PackedObjects implements Iterable<ListedObject> {
  readonly #chunks: { readonly bytes: Buffer; end: number }[] = [];
  /** What stands before the names from an object on, up to and with its last `/`. */
  readonly #folders: { readonly from: number; readonly path: BytePath }[] = [];
  #length = 0;
  #last: BytePath = '';
  #ascends = true;

  get length(): number {
    return this.#length;
  }

  /** Each path comes after the one before it, so that none is there twice. */
  get ascends(): boolean {
    return this.#ascends;
  }

  /** Throws DESTINATION_UNUSABLE for a name that no object has. */
  add(path: BytePath, size: number): void {
    const cut = path.lastIndexOf('/') + 1;
    if (path.length - cut > LONGEST_NAME)
      throw new SeqwardenError('DESTINATION_UNUSABLE', 'the store lists a key that is longer than any');
    const folder = path.slice(0, cut);
    if (this.#folders.at(-1)?.path !== folder)
      this.#folders.push({ from: this.#length, path: onItsOwn(folder) });
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || chunk.end + HEAD + path.length - cut > CHUNK) {
      chunk = { bytes: Buffer.allocUnsafeSlow(CHUNK), end: 0 };
      this.#chunks.push(chunk);
    }
    chunk.bytes.writeUInt16LE(path.length - cut, chunk.end);
    chunk.bytes.writeDoubleLE(size, chunk.end + 2);
    chunk.end += HEAD + chunk.bytes.write(path.slice(cut), chunk.end + HEAD, 'latin1');
    if (this.#length > 0 && path <= this.#last) this.#ascends = false;
    this.#last = path;
    this.#length++;
  }

  /** Ascending, each path once, with the size that was added last. */
  inOrder(): PackedObjects {
    if (this.#ascends) return this;
    const all = [...this].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const ordered = new PackedObjects();
    for (const [at, { path, size }] of all.entries()) if (all[at + 1]?.path !== path) ordered.add(path, size);
    return ordered;
  }

  *[Symbol.iterator](): Generator<ListedObject> {
    let row = 0;
    let folder = 0;
    for (const { bytes, end } of this.#chunks) {
      for (let at = 0; at < end; row++) {
        const next = at + HEAD + bytes.readUInt16LE(at);
        if (this.#folders[folder + 1]?.from === row) folder++;
        const name = bytes.toString('latin1', at + HEAD, next);
        yield { path: (this.#folders[folder]?.path ?? '') + name, size: bytes.readDoubleLE(at + 2) };
        at = next;
      }
    }
  }
}

/** A part of a string keeps the whole one in memory. */
function onItsOwn(part: BytePath): BytePath {
  return Buffer.from(part, 'latin1').toString('latin1');
}
