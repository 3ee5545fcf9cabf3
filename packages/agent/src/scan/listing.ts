import { createHash } from 'node:crypto';
import type { BytePath } from '@seqwarden/proof';
import type { FileAttributes } from './file-attributes.ts';
import type { FileLook } from './list-folder.ts';

/** How the files of a folder looked: names in byte order and four numbers a file, about 50 bytes each, no objects. */
export class Listing {
  readonly #names: string;
  /** Size, mtime, ctime, inode of each, signed. A size of -1: it could not be looked at. */
  readonly #numbers: BigInt64Array;

  constructor(files: readonly FileLook[]) {
    // `/` is in no name
    this.#names = files.map(({ name }) => name).join('/');
    this.#numbers = new BigInt64Array(files.length * 4);
    for (const [at, { attributes }] of files.entries()) {
      this.#numbers[at * 4] = attributes === undefined ? -1n : BigInt(attributes.size);
      if (attributes === undefined) continue;
      this.#numbers[at * 4 + 1] = attributes.mtimeNs;
      this.#numbers[at * 4 + 2] = attributes.ctimeNs;
      this.#numbers[at * 4 + 3] = attributes.ino;
    }
  }

  get count(): number {
    return this.#numbers.length / 4;
  }

  names(): BytePath[] {
    return this.count === 0 ? [] : this.#names.split('/');
  }

  /** Whether the file at `at` could be looked at. */
  known(at: number): boolean {
    return this.#numbers[at * 4] !== -1n;
  }

  same(at: number, look: FileAttributes): boolean {
    return (
      this.#numbers[at * 4] === BigInt(look.size) &&
      this.#numbers[at * 4 + 1] === BigInt.asIntN(64, look.mtimeNs) &&
      this.#numbers[at * 4 + 2] === BigInt.asIntN(64, look.ctimeNs) &&
      this.#numbers[at * 4 + 3] === BigInt.asIntN(64, look.ino)
    );
  }

  /** Those that could be looked at. */
  *files(): Generator<readonly [BytePath, FileAttributes]> {
    for (const [at, name] of this.names().entries()) {
      if (!this.known(at)) continue;
      const [size = 0n, mtimeNs = 0n, ctimeNs = 0n, ino = 0n] = this.#numbers.subarray(at * 4, at * 4 + 4);
      // An inode number has 64 bits without a sign, and is kept with one.
      yield [name, { size: Number(size), mtimeNs, ctimeNs, ino: BigInt.asUintN(64, ino) }];
    }
  }

  /** Of names and numbers. */
  digest(): string {
    return createHash('sha256').update(`${this.#names}/`, 'latin1').update(this.#numbers).digest('base64');
  }
}

export interface Differences {
  readonly appeared: readonly (readonly [BytePath, FileAttributes])[];
  readonly changed: readonly (readonly [BytePath, FileAttributes])[];
  readonly vanished: readonly BytePath[];
}

export const NO_DIFFERENCES: Differences = { appeared: [], changed: [], vanished: [] };

/** What became of the files of a folder; a file that could not be looked at before or cannot now is none of that. */
export function compareListing(before: Listing | undefined, files: readonly FileLook[]): Differences {
  const appeared: [BytePath, FileAttributes][] = [];
  const changed: [BytePath, FileAttributes][] = [];
  const vanished: BytePath[] = [];
  const names = before?.names() ?? [];
  let at = 0;
  for (const { name, attributes } of files) {
    while (at < names.length && (names[at] ?? '') < name) leave();
    const known = names[at] === name && before?.known(at) === true;
    if (attributes !== undefined && !known) appeared.push([name, attributes]);
    else if (attributes !== undefined && before?.same(at, attributes) === false)
      changed.push([name, attributes]);
    if (names[at] === name) at++;
  }
  while (at < names.length) leave();
  return { appeared, changed, vanished };

  function leave(): void {
    if (before?.known(at) === true) vanished.push(names[at] ?? '');
    at++;
  }
}

/**
 * How files look now, which differ so from `before`: that one itself where they do not. A new one for each look at each folder would leave as much memory behind as all of them have, in
 * pieces between those of others.
 */
export function relisted(
  before: Listing | undefined,
  files: readonly FileLook[],
  { appeared, changed, vanished }: Differences,
): Listing {
  const isSame = appeared.length + changed.length + vanished.length === 0 && before?.count === files.length;
  const isKnown = files.every(({ attributes }) => attributes !== undefined);
  return before !== undefined && isSame && isKnown ? before : new Listing(files);
}
