import type { BytePath } from '@seqwarden/proof';
import { FileTable } from './file-table.ts';

/** Takes files in ascending order of their paths and makes the {@link FileTable} of them. */
export class TableBuilder {
  #names = Buffer.allocUnsafe(1 << 16);
  #namesLength = 0;
  #nameEnd: number[] = [];
  #folderOf: number[] = [];
  readonly #folders: BytePath[] = [];

  /** Numbers a folder; files name it by that number. */
  folder(path: BytePath): number {
    return this.#folders.push(path) - 1;
  }

  file(folder: number, name: BytePath): void {
    if (this.#namesLength + name.length > this.#names.length) {
      this.#names = Buffer.concat(
        [this.#names],
        Math.max(this.#names.length * 2, this.#namesLength + name.length),
      );
    }
    this.#namesLength += this.#names.write(name, this.#namesLength, 'latin1');
    this.#nameEnd.push(this.#namesLength);
    this.#folderOf.push(folder);
  }

  build(): FileTable {
    const count = this.#nameEnd.length;
    const folderBytes = this.#folders.map(folder => Buffer.from(folder, 'latin1'));
    let end = 0;
    const attributes = new SharedArrayBuffer(count * 32);
    new Float64Array(attributes).fill(Number.NaN);
    return new FileTable({
      count,
      names: shared(this.#names.subarray(0, this.#namesLength)),
      nameEnd: shared(Uint32Array.from(this.#nameEnd)),
      folders: shared(Buffer.concat(folderBytes)),
      folderEnd: shared(
        Uint32Array.from(folderBytes, bytes => {
          end += bytes.length;
          return end;
        }),
      ),
      folderOf: shared(Uint32Array.from(this.#folderOf)),
      attributes,
      digests: new SharedArrayBuffer(count * 32),
      outcomes: new SharedArrayBuffer(count),
    });
  }
}

function shared(view: Uint8Array | Uint32Array): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(view.byteLength);
  new Uint8Array(buffer).set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return buffer;
}
