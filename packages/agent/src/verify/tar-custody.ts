import {
  ADDENDA_FOLDER,
  ADDENDUM_FILES,
  addendumNumber,
  type BytePath,
  CUSTODY_FILES,
  isCustody,
  MANIFEST_FILE,
} from '@seqwarden/proof';
import { LARGEST_ADDENDUM_FILE, MOST_LIST_BYTES } from '../custody/read-addenda.ts';
import { largestOf } from '../custody/read-custody.ts';

/**
 * Decides, while entries pass, which folder the run's root is, and keeps the files of its `Custody/`: the names of a seal and those
 * of each addendum, of one root. The root is the one top folder, until a second name comes at the top; from then on it is the root of the stream.
 */
export class TarCustody {
  readonly #files = new Map<BytePath, Uint8Array<ArrayBuffer>>();
  #top: string | undefined;
  #root = '';
  /** For the lists of addenda. */
  #bytesLeft = MOST_LIST_BYTES;

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
    if (name === undefined) return false;
    if (CUSTODY_FILES.includes(name)) {
      return size <= largestOf(name);
    }
    const file = addendumFile(name);
    return file !== undefined && size <= (file === MANIFEST_FILE ? this.#bytesLeft : LARGEST_ADDENDUM_FILE);
  }

  keep(path: BytePath, bytes: Uint8Array<ArrayBuffer>): void {
    this.#files.set(path, bytes);
    const name = this.#name(path) ?? '';
    if (addendumFile(name) === MANIFEST_FILE) this.#bytesLeft -= bytes.length;
  }

  has(path: BytePath): boolean {
    return this.#files.has(path);
  }

  /** What was kept of a file. */
  bytes(path: BytePath): Uint8Array<ArrayBuffer> | undefined {
    return this.#files.get(path);
  }

  /** A seal's own, by their names in `Custody/`. */
  files(): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
    const named = [...this.#files].map(([path, bytes]) => [this.#name(path) ?? '', bytes] as const);
    return new Map(named.filter(([name]) => CUSTODY_FILES.includes(name)));
  }

  #name(path: BytePath): string | undefined {
    const folder = `${this.#root}Custody/`;
    return path.startsWith(folder) ? path.slice(folder.length) : undefined;
  }
}

/** The name of a file in an addendum's folder; undefined for any other path in `Custody/`. */
function addendumFile(path: string): string | undefined {
  const [addenda, folder = '', name = '', ...more] = path.split('/');
  if (addenda !== ADDENDA_FOLDER || more.length > 0 || addendumNumber(folder) === undefined) return undefined;
  return ADDENDUM_FILES.includes(name) ? name : undefined;
}
