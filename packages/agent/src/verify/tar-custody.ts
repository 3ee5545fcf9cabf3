import { type BytePath, CUSTODY_FILES, isCustody, MANIFEST_FILE } from '@seqwarden/proof';

/** As when a folder is read: the file list may be large, its companions are not. */
const LARGEST_MANIFEST = 2 ** 30;
const LARGEST_COMPANION = 1 << 20;

/**
 * Decides, while entries pass, which folder the run's root is, and keeps the files of its `Custody/`: the four names of a seal, of one
 * root. The root is the one top folder, until a second name comes at the top; from then on it is the root of the stream.
 */
export class TarCustody {
  readonly #files = new Map<BytePath, Uint8Array<ArrayBuffer>>();
  #top: string | undefined;
  #root = '';

  /** What paths in the run begin with: '' or the top folder's name with a slash. */
  get root(): string {
    return this.#root;
  }

  /** To be told of every entry, before its content is read. */
  pass(path: BytePath, isFolder: boolean): void {
    const [top = ''] = path.split('/', 1);
    if (this.#top === undefined) {
      this.#top = top;
      if (!isCustody(top) && (isFolder || path !== top)) this.#root = `${top}/`;
    } else if (top !== this.#top && this.#root !== '') {
      // What was kept of a folder that is not the root will not be asked for.
      this.#root = '';
      this.#files.clear();
    }
  }

  wants(path: BytePath, size: number): boolean {
    const name = this.#name(path);
    return (
      name !== undefined &&
      CUSTODY_FILES.includes(name) &&
      size <= (name === MANIFEST_FILE ? LARGEST_MANIFEST : LARGEST_COMPANION)
    );
  }

  keep(path: BytePath, bytes: Uint8Array<ArrayBuffer>): void {
    this.#files.set(path, bytes);
  }

  has(path: BytePath): boolean {
    return this.#files.has(path);
  }

  /** By their names in `Custody/`. */
  files(): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
    return new Map([...this.#files].map(([path, bytes]) => [this.#name(path) ?? '', bytes]));
  }

  #name(path: BytePath): string | undefined {
    const folder = `${this.#root}Custody/`;
    return path.startsWith(folder) ? path.slice(folder.length) : undefined;
  }
}
