import type { BytePath } from '@seqwarden/proof';

interface Found {
  readonly path: BytePath;
  /** Bytes. */
  readonly size: number;
}

/** Files that follow each other in one folder. */
interface Stretch {
  readonly folder: BytePath;
  /** Joined by `/`, which is in none. */
  readonly names: string;
  readonly sizes: Float64Array;
}

/** What lies below a folder, in the order in which it was found: a name and a number a file, no objects but for whoever asks. */
export class PackedListing implements Iterable<Found> {
  readonly #stretches: Stretch[] = [];
  #folder: BytePath = '';
  #names: BytePath[] = [];
  #sizes: number[] = [];

  add(folder: BytePath, name: BytePath, size: number): void {
    if (folder !== this.#folder) this.#pack();
    this.#folder = folder;
    this.#names.push(name);
    this.#sizes.push(size);
  }

  *[Symbol.iterator](): Generator<Found> {
    this.#pack();
    for (const { folder, names, sizes } of this.#stretches) {
      for (const [at, name] of names.split('/').entries())
        yield { path: folder === '' ? name : `${folder}/${name}`, size: sizes[at] ?? 0 };
    }
  }

  #pack(): void {
    if (this.#names.length === 0) return;
    this.#stretches.push({
      folder: this.#folder,
      names: this.#names.join('/'),
      sizes: Float64Array.from(this.#sizes),
    });
    this.#names = [];
    this.#sizes = [];
  }
}
