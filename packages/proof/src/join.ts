import type { BytePath } from './byte-path.ts';
import { SeqwardenError } from './errors.ts';

/** Lines of a file list one after the other, ascending by path: a `ManifestCursor`, or several lists read as one. */
export interface ListCursor {
  readonly path: BytePath;
  readonly sha256: string;
  /** Goes to the next line; false at the end. */
  next(): boolean;
}

/** Something that is there now; `folder` only where it is empty. */
export interface Observed {
  readonly path: BytePath;
  readonly kind: 'file' | 'symlink' | 'folder' | 'fifo' | 'socket' | 'device';
}

export type NotFile = Exclude<Observed['kind'], 'file'>;

export type Join =
  /** Sealed and there: its bytes have to be compared. */
  | { readonly kind: 'both'; readonly path: BytePath; readonly sha256: string }
  | { readonly kind: 'missing'; readonly path: BytePath; readonly sha256: string }
  /** A plain file that was not sealed. */
  | { readonly kind: 'added'; readonly path: BytePath }
  /** No plain file stands where a file, or a folder of files, was sealed. */
  | { readonly kind: 'in place of a file'; readonly path: BytePath; readonly found: NotFile }
  /** No plain file, and none was sealed there: the seal may know it (`compareSpecial`). */
  | { readonly kind: 'special'; readonly path: BytePath; readonly found: NotFile };

/**
 * Compares the sealed list with what is there, by name: a merge of two ascending sequences, so that a million
 * files need no map. Throws what the cursor throws, and `INTERNAL` for `observed` out of order.
 *
 * The results are nearly in byte order. A name whose role depends on names below it waits for them: `x` sorts before
 * `x.txt`, and that before `x/1`, so only at `x/` is it known whether a folder stands in place of the file `x`
 * (then `x` is "in place of a file", not "missing") or a link `x` in place of a folder (then it is "in place of a file",
 * not "special"). An empty folder where a folder of files was sealed is no result of its own: the missing files tell it.
 */
export function* joinManifest(cursor: ListCursor, observed: Iterable<Observed>): Generator<Join> {
  const missing: { path: BytePath; sha256: string }[] = [];
  const special: { path: BytePath; found: NotFile }[] = [];
  let before: BytePath | undefined;
  let sealed = cursor.next();

  for (const { path, kind } of observed) {
    if (before !== undefined && path <= before) {
      throw new SeqwardenError('INTERNAL', 'the entries of the run are not in byte order', { path });
    }
    before = path;
    while (sealed && cursor.path < path) {
      if (special.length > 0) yield* settleSpecial(special, cursor.path);
      missing.push({ path: cursor.path, sha256: cursor.sha256 });
      yield* settleMissing(missing, path);
      sealed = cursor.next();
    }
    if (missing.length > 0) yield* settleMissing(missing, path);
    if (special.length > 0) yield* settleSpecial(special, sealed ? cursor.path : undefined);

    const isSealed = sealed && cursor.path === path;
    if (kind === 'file') {
      yield isSealed ? { kind: 'both', path, sha256: cursor.sha256 } : { kind: 'added', path };
    } else if (isSealed) {
      yield { kind: 'in place of a file', path, found: kind };
    } else {
      special.push({ path, found: kind });
    }
    if (isSealed) sealed = cursor.next();
  }
  yield* settleMissing(missing, undefined);
  for (; sealed; sealed = cursor.next()) {
    if (special.length > 0) yield* settleSpecial(special, cursor.path);
    yield { kind: 'missing', path: cursor.path, sha256: cursor.sha256 };
  }
  yield* settleSpecial(special, undefined);
}

/** Decides about missing files, once what is there has come to what would lie below them. */
function* settleMissing(
  waiting: { path: BytePath; sha256: string }[],
  next: BytePath | undefined,
): Generator<Join> {
  const still = waiting.filter(({ path }) => next !== undefined && next < `${path}/`);
  for (const { path, sha256 } of waiting) {
    if (next?.startsWith(`${path}/`)) yield { kind: 'in place of a file', path, found: 'folder' };
    else if (next === undefined || next > `${path}/`) yield { kind: 'missing', path, sha256 };
  }
  waiting.splice(0, waiting.length, ...still);
}

/** Decides about what is no plain file, once the sealed names have come to what would lie below it. */
function* settleSpecial(
  waiting: { path: BytePath; found: NotFile }[],
  next: BytePath | undefined,
): Generator<Join> {
  const still = waiting.filter(({ path }) => next !== undefined && next < `${path}/`);
  for (const { path, found } of waiting) {
    if (!next?.startsWith(`${path}/`)) {
      if (next === undefined || next > `${path}/`) yield { kind: 'special', path, found };
    } else if (found !== 'folder') {
      yield { kind: 'in place of a file', path, found };
    }
  }
  waiting.splice(0, waiting.length, ...still);
}
