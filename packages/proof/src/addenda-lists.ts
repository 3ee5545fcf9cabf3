import { type AddendumPredicate, addendumFolder } from './addendum.ts';
import { type BytePath, compareBytePaths } from './byte-path.ts';
import { SeqwardenError } from './errors.ts';
import { type Finding, Findings } from './findings.ts';
import type { ListCursor } from './join.ts';
import { ManifestCursor } from './manifest-cursor.ts';

export interface ListedFile {
  readonly path: BytePath;
  /** Hex. */
  readonly sha256: string;
}

/** What a list says of files that are listed already, and of others. Both ascending by path. */
export interface SplitList {
  readonly added: readonly ListedFile[];
  readonly amended: readonly ListedFile[];
  /** A path whose newest known digest is the very one that the list has. */
  readonly sameAgain: BytePath | undefined;
}

/**
 * The digest that was last said of each of these paths: by the seal's list, or by an earlier addendum. Only paths that addenda name are
 * held, so that the seal's list may be as long as it likes.
 */
export class KnownFiles {
  readonly #newest = new Map<BytePath, string | undefined>();

  /** Throws MANIFEST_* for the seal's list. */
  constructor(sealed: Uint8Array, paths: Iterable<BytePath>) {
    for (const path of paths) this.#newest.set(path, undefined);
    const cursor = new ManifestCursor(sealed);
    while (cursor.next()) {
      if (this.#newest.has(cursor.path)) this.#newest.set(cursor.path, cursor.sha256);
    }
  }

  /** Which files of the next list are added and which amended; from now on they are known. */
  split(list: readonly ListedFile[]): SplitList {
    const added: ListedFile[] = [];
    const amended: ListedFile[] = [];
    let sameAgain: BytePath | undefined;
    for (const file of list) {
      const before = this.#newest.get(file.path);
      if (before === file.sha256) sameAgain = file.path;
      (before === undefined ? added : amended).push(file);
      this.#newest.set(file.path, file.sha256);
    }
    return { added, amended, sameAgain };
  }
}

interface AddendumList {
  readonly number: number;
  readonly predicate: Pick<AddendumPredicate, 'added' | 'amended'>;
  readonly manifest: Uint8Array;
}

interface JoinedAddenda {
  /** Ascending by path. */
  readonly added: readonly ListedFile[];
  /** Of each addendum that can be taken. */
  readonly amended: readonly (readonly ListedFile[])[];
  readonly findings: readonly Finding[];
}

/** Tells added from amended files. Stops at the first list that cannot be read or is not what its statement says. */
export function joinAddenda(sealed: Uint8Array, addenda: readonly AddendumList[]): JoinedAddenda {
  const lists: ListedFile[][] = [];
  const added: ListedFile[] = [];
  const amended: (readonly ListedFile[])[] = [];
  const findings: Finding[] = [];
  for (const { number, manifest } of addenda) {
    const list = readList(manifest, of(number, findings));
    if (list === undefined) break;
    lists.push(list);
  }
  const known = new KnownFiles(
    sealed,
    lists.flatMap(list => list.map(({ path }) => path)),
  );
  for (const [at, list] of lists.entries()) {
    const addendum = addenda[at];
    if (addendum === undefined) break;
    const split = known.split(list);
    const fault = contradiction(split, addendum);
    if (fault !== undefined) {
      of(addendum.number, findings)('ADDENDUM_CONTRADICTS', fault);
      break;
    }
    for (const file of split.added) added.push(file);
    amended.push(split.amended);
  }
  return { added: added.sort((a, b) => compareBytePaths(a.path, b.path)), amended, findings };
}

type Note = Findings['add'];

function of(number: number, into: Finding[]): Note {
  return (code, message) => {
    const findings = new Findings(`addendum ${addendumFolder(number)}: `);
    findings.add(code, message);
    into.push(...findings.all);
  };
}

/** The lines of an addendum's list, which may have none. */
function readList(manifest: Uint8Array, note: Note): ListedFile[] | undefined {
  if (manifest.length === 0) return [];
  try {
    const files: ListedFile[] = [];
    const cursor = new ManifestCursor(manifest);
    while (cursor.next()) files.push({ path: cursor.path, sha256: cursor.sha256 });
    return files;
  } catch (error) {
    if (!(error instanceof SeqwardenError)) throw error;
    note(error.code, error.message);
    return undefined;
  }
}

function contradiction(split: SplitList, { predicate }: AddendumList): string | undefined {
  if (split.added.length !== predicate.added.files) return 'it says another number of added files';
  if (split.amended.length !== predicate.amended.files) return 'it says another number of amended files';
  return split.sameAgain === undefined ? undefined : 'it amends a file by the same bytes';
}

/** A seal's list and what addenda added, read as one list. Throws what {@link ManifestCursor} throws. */
export class AmendedCursor implements ListCursor {
  path: BytePath = '';
  sha256 = '';
  /** Whether the line is the seal's own. */
  isSealed = false;

  readonly #sealed: ManifestCursor;
  readonly #added: readonly ListedFile[];
  #hasSealed: boolean;
  #at = 0;

  /** `added` ascending by path, none of them in the seal's list. */
  constructor(sealed: Uint8Array, added: readonly ListedFile[]) {
    this.#sealed = new ManifestCursor(sealed);
    this.#hasSealed = this.#sealed.next();
    this.#added = added;
  }

  next(): boolean {
    const added = this.#added[this.#at];
    if (this.#hasSealed && (added === undefined || this.#sealed.path < added.path)) {
      this.path = this.#sealed.path;
      this.sha256 = this.#sealed.sha256;
      this.isSealed = true;
      this.#hasSealed = this.#sealed.next();
      return true;
    }
    if (added === undefined) return false;
    this.path = added.path;
    this.sha256 = added.sha256;
    this.isSealed = false;
    this.#at++;
    return true;
  }
}

/** A list in memory as a cursor. */
export class ListedCursor implements ListCursor {
  path: BytePath = '';
  sha256 = '';
  readonly #files: readonly ListedFile[];
  #at = 0;

  /** Ascending by path. */
  constructor(files: readonly ListedFile[]) {
    this.#files = files;
  }

  next(): boolean {
    const file = this.#files[this.#at++];
    if (file === undefined) return false;
    this.path = file.path;
    this.sha256 = file.sha256;
    return true;
  }
}
