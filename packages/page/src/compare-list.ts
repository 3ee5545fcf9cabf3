import type { BytePath, Difference, ListCursor } from '@seqwarden/proof';
import { Adrift } from './adrift.ts';
import type { PlacedFile } from './placed-file.ts';

/** The files to be held against a list, and what is known of their bytes. */
export interface Found {
  /** Ascending by path. */
  readonly exact: readonly PlacedFile[];
  readonly adrift: readonly PlacedFile[];
  /** Hex; undefined where the file could not be read. */
  readonly digest: (file: PlacedFile) => string | undefined;
}

export interface Comparison {
  /** At most {@link MOST_DIFFERENCES}. Nothing is ever missing: what a browser does not show may be there all the same. */
  readonly differences: readonly Difference[];
  readonly moreDifferences: number;
  /** Files of the list that were looked at and have the listed bytes. */
  readonly same: number;
  readonly notGiven: number;
  /** The first of them. */
  readonly notGivenNamed: readonly BytePath[];
  /** Files that could be any of several in the list by their names, and have the bytes of one of them: which, only the bytes tell. */
  readonly toldByBytes: readonly ToldByBytes[];
}

export interface ToldByBytes {
  readonly given: BytePath;
  readonly listed: BytePath;
  /** How many files of the list it could be by its name. */
  readonly candidates: number;
}

export const MOST_DIFFERENCES = 100_000;
export const MOST_NAMED = 200;

/** SHA-256 of no bytes: an empty file is like any other, so it says nothing about a rename. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Compares a list of so many `lines` with what was given. The list is read line by line, so that a million of them need a
 * million bytes beside their own. Throws what the cursor throws.
 */
export function compareList(newCursor: () => ListCursor, lines: number, found: Found): Comparison {
  const { exact, digest } = found;
  const given = new Uint8Array(lines);
  const placed = new Uint8Array(exact.length);
  const adrift = new Adrift(found.adrift, digest);
  const differences: Difference[] = [];
  let moreDifferences = 0;
  const differ = (difference: Difference) => {
    if (differences.length < MOST_DIFFERENCES) differences.push(difference);
    else moreDifferences++;
  };
  let same = 0;

  const cursor = newCursor();
  let at = 0;
  for (let line = 0; cursor.next(); line++) {
    const { path, sha256 } = cursor;
    let isSame = false;
    const compare = (row: number, file: PlacedFile) => {
      placed[row] = 1;
      given[line] = 1;
      const now = digest(file);
      if (now === sha256) isSame = true;
      else differ({ kind: now === undefined ? 'unreadable' : 'changed', path });
    };
    while (at < exact.length && (exact[at]?.path ?? '') < path) at++;
    for (let file = exact[at]; file?.path === path; file = exact[++at]) compare(at, file);
    const row = path.includes('\\') ? rowOf(exact, path.replaceAll('\\', '/')) : -1;
    const twisted = exact[row];
    if (given[line] === 0 && twisted !== undefined && placed[row] === 0) compare(row, twisted);
    if (adrift.meet(path, sha256, line)) {
      given[line] = 1;
      isSame = true;
    }
    if (isSame) same++;
  }

  const added: Difference[] = [];
  const add = (file: PlacedFile) => {
    const sha256 = digest(file);
    if (sha256 === undefined || file.isGarbled) differ({ kind: 'unreadable', path: file.path });
    else if (added.length < MOST_DIFFERENCES) added.push({ kind: 'added', path: file.path, sha256 });
    else moreDifferences++;
  };
  exact.forEach((file, row) => {
    if (placed[row] === 0) add(file);
  });
  const toldByBytes: ToldByBytes[] = [];
  for (const { file, candidates, path, line, isFound } of adrift.all()) {
    if (isFound && candidates > 1) toldByBytes.push({ given: file.path, listed: path, candidates });
    if (isFound) continue;
    if (candidates === 0) {
      add(file);
      continue;
    }
    if (candidates === 1) given[line] = 1;
    const kind = digest(file) === undefined ? 'unreadable' : 'changed';
    differ({ kind, path: candidates === 1 ? path : file.path });
  }
  const renamed = added.length === 0 ? [] : sealedElsewhere(newCursor(), added, given);
  const notGivenNamed: BytePath[] = [];
  const notGiven = given.reduce((count, isGiven) => count - isGiven, lines);
  if (notGiven > 0) {
    const names = newCursor();
    for (let line = 0; notGivenNamed.length < MOST_NAMED && names.next(); line++)
      if (given[line] === 0) notGivenNamed.push(names.path);
  }
  return {
    differences: [...differences, ...added, ...renamed],
    moreDifferences,
    same,
    notGiven,
    notGivenNamed,
    toldByBytes,
  };
}

/** Chromium writes `\` in a name as `/`, as on Windows. */
function rowOf(files: readonly PlacedFile[], path: BytePath): number {
  let low = 0;
  let high = files.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((files[middle]?.path ?? '') < path) low = middle + 1;
    else high = middle;
  }
  return files[low]?.path === path ? low : -1;
}

/** For each added file a listed one of the same bytes that was not given, as missing: the two together tell a rename. */
function sealedElsewhere(cursor: ListCursor, added: readonly Difference[], given: Uint8Array): Difference[] {
  const wanted = new Map<string, number>();
  for (const { sha256 } of added)
    if (sha256 !== undefined && sha256 !== EMPTY) wanted.set(sha256, (wanted.get(sha256) ?? 0) + 1);
  const missing: Difference[] = [];
  for (let line = 0; wanted.size > 0 && cursor.next(); line++) {
    const { path, sha256 } = cursor;
    const left = given[line] === 0 ? (wanted.get(sha256) ?? 0) : 0;
    if (left === 0) continue;
    wanted.set(sha256, left - 1);
    given[line] = 1;
    missing.push({ kind: 'missing', path, sha256 });
  }
  return missing;
}
