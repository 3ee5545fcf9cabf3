import type { BytePath, Bytes } from '@seqwarden/proof';
import { FileTable } from './file-table.ts';

const FIRST_ROWS = 1024;

/** Takes files in ascending order of their paths and makes the {@link FileTable} of them. */
export class TableBuilder {
  #names: Bytes = new Uint8Array(FIRST_ROWS * 16);
  #nameEnd: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_ROWS);
  #folderOf: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_ROWS);
  #count = 0;
  #namesLength = 0;
  readonly #folders: BytePath[] = [];
  readonly #folderNumbers = new Map<BytePath, number>();

  file(folder: BytePath, name: BytePath): void {
    if (this.#namesLength + name.length > this.#names.length) {
      const length = Math.max(this.#names.length * 2, this.#namesLength + name.length);
      this.#names = new Uint8Array(this.#names.buffer.transfer(length));
    }
    if (this.#count === this.#nameEnd.length) {
      this.#nameEnd = doubled(this.#nameEnd);
      this.#folderOf = doubled(this.#folderOf);
    }
    const names = this.#names;
    for (let at = 0; at < name.length; at++) names[this.#namesLength + at] = name.charCodeAt(at);
    this.#namesLength += name.length;
    this.#nameEnd[this.#count] = this.#namesLength;
    this.#folderOf[this.#count] = this.#folderNumber(folder);
    this.#count++;
  }

  /** Once: the columns' memory is let go of while they are copied, since garbage of that size may outlast the table. */
  build(): FileTable {
    const count = this.#count;
    const folderBytes = this.#folders.map(folder => Buffer.from(folder, 'latin1'));
    let end = 0;
    const folderEnd = Uint32Array.from(folderBytes, bytes => {
      end += bytes.length;
      return end;
    });
    return new FileTable({
      count,
      names: shared(this.#names.subarray(0, this.#namesLength)),
      nameEnd: shared(this.#nameEnd.subarray(0, count)),
      folders: shared(new Uint8Array(Buffer.concat(folderBytes))),
      folderEnd: shared(folderEnd),
      folderOf: shared(this.#folderOf.subarray(0, count)),
      // Memory that nobody writes to costs nothing: a million files that are only verified need no attributes.
      attributes: new SharedArrayBuffer(count * 32),
      digests: new SharedArrayBuffer(count * 32),
      outcomes: new SharedArrayBuffer(count),
      held: new SharedArrayBuffer(count),
      written: new SharedArrayBuffer(count),
    });
  }

  #folderNumber(folder: BytePath): number {
    const last = this.#folders.length - 1;
    if (this.#folders[last] === folder) return last;
    const known = this.#folderNumbers.get(folder);
    if (known !== undefined) return known;
    this.#folderNumbers.set(folder, this.#folders.push(folder) - 1);
    return last + 1;
  }
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  return new Uint32Array(array.buffer.transfer(array.byteLength * 2));
}

function shared(view: Bytes | Uint32Array<ArrayBuffer>): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(view.byteLength);
  new Uint8Array(buffer).set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  view.buffer.transfer(0);
  return buffer;
}
