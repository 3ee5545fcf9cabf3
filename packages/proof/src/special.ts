import { type BytePath, compareBytePaths, jsonPath } from './byte-path.ts';
import { bytesOfBinary, utf8 } from './bytes.ts';
import { sha256Hex } from './digest.ts';
import { escapeName } from './manifest.ts';
import { bytePath, count, digest, list, object, oneOf, ShapeError } from './shape.ts';
import type { Difference } from './verdict.ts';

/** What is no plain file (docs/FORMATS.md section 5.3), in the order in which a seal lists the kinds. */
export const SPECIAL_KINDS = ['device', 'fifo', 'folder', 'quarantined', 'socket', 'symlink'] as const;
export type SpecialKind = (typeof SPECIAL_KINDS)[number];

export type SpecialEntry =
  | { readonly kind: Exclude<SpecialKind, 'symlink'>; readonly path: BytePath }
  /** `targetSha256`: hex digest of the link's target bytes. */
  | { readonly kind: 'symlink'; readonly path: BytePath; readonly targetSha256: string };

/** All entries of one kind: how many, the digest over all of them, and the first ones by name. */
export interface SpecialGroup {
  readonly kind: SpecialKind;
  readonly count: number;
  readonly sha256: string;
  readonly entries: readonly SpecialEntry[];
}

/** Limit for the JSON of one group's `entries`, in bytes. */
const MAX_ENTRIES_JSON = 2560;

/** What a seal says of the special entries found in a run; in any order, each path once. */
export async function summarizeSpecial(entries: readonly SpecialEntry[]): Promise<SpecialGroup[]> {
  const groups: SpecialGroup[] = [];
  for (const kind of SPECIAL_KINDS) {
    const ofKind = entries
      .filter(entry => entry.kind === kind)
      .sort((a, b) => compareBytePaths(a.path, b.path));
    if (ofKind.length === 0) continue;
    groups.push({
      kind,
      count: ofKind.length,
      sha256: await digestOf(ofKind),
      entries: firstThatFit(ofKind),
    });
  }
  return groups;
}

/**
 * What of the special entries found now the seal does not know, as differences, and how many that it names are not
 * there any more. The latter is no alteration: copies leave links out, some stores cannot hold an empty folder.
 */
export async function compareSpecial(
  sealed: readonly SpecialGroup[],
  found: readonly SpecialEntry[],
): Promise<{ differences: Difference[]; notCarried: number }> {
  const differences: Difference[] = [];
  const now = new Map((await summarizeSpecial(found)).map(group => [group.kind, group]));
  let notCarried = 0;
  for (const kind of SPECIAL_KINDS) {
    const before = sealed.find(group => group.kind === kind);
    const ofKind = found.filter(entry => entry.kind === kind);
    if (before !== undefined && before.sha256 === now.get(kind)?.sha256) continue;
    const known = new Map(before?.entries.map(entry => [entry.path, detailOf(entry)]));
    let carried = 0;
    for (const entry of ofKind) {
      const detail = known.get(entry.path);
      if (detail === detailOf(entry)) carried++;
      else
        differences.push({ kind: detail === undefined ? 'added' : 'changed', path: entry.path, found: kind });
    }
    // What was quarantined is outside the run by its nature.
    if (kind !== 'quarantined') notCarried += Math.max(0, (before?.count ?? 0) - carried);
  }
  return { differences, notCarried };
}

export function specialToJson(groups: readonly SpecialGroup[]): object[] {
  return groups.map(({ kind, count, sha256, entries }) => ({
    kind,
    count,
    sha256,
    entries: entries.map(entryToJson),
  }));
}

export function readSpecial(value: unknown, place: string): SpecialGroup[] {
  const groups = list(value, place, SPECIAL_KINDS.length, readGroup);
  requireAscending(
    groups.map(group => group.kind),
    place,
  );
  return groups;
}

function readGroup(value: unknown, place: string): SpecialGroup {
  const group = object(value, place, ['kind', 'count', 'sha256', 'entries']);
  const kind = oneOf(group.kind, `${place}.kind`, SPECIAL_KINDS);
  const total = count(group.count, `${place}.count`);
  const entries = list(group.entries, `${place}.entries`, total, (entry, at) => readEntry(kind, entry, at));
  requireAscending(
    entries.map(entry => entry.path),
    `${place}.entries`,
  );
  if (total === 0 || !fits(entries)) throw new ShapeError(`${place} is empty or too long`);
  return { kind, count: total, sha256: digest(group.sha256, `${place}.sha256`), entries };
}

function readEntry(kind: SpecialKind, value: unknown, place: string): SpecialEntry {
  const path = bytePath(value, place);
  const pathKey = Object.hasOwn(Object(value), 'path') ? 'path' : 'pathBase64';
  if (kind !== 'symlink') {
    object(value, place, [pathKey]);
    return { kind, path };
  }
  const { targetSha256 } = object(value, place, [pathKey, 'targetSha256']);
  return { kind, path, targetSha256: digest(targetSha256, `${place}.targetSha256`) };
}

function entryToJson(entry: SpecialEntry): object {
  return entry.kind === 'symlink'
    ? { ...jsonPath(entry.path), targetSha256: entry.targetSha256 }
    : jsonPath(entry.path);
}

function firstThatFit(entries: readonly SpecialEntry[]): SpecialEntry[] {
  let size = 1;
  const fitting: SpecialEntry[] = [];
  for (const entry of entries) {
    size += utf8(JSON.stringify(entryToJson(entry))).length + 1;
    if (size > MAX_ENTRIES_JSON) break;
    fitting.push(entry);
  }
  return fitting;
}

function fits(entries: readonly SpecialEntry[]): boolean {
  return firstThatFit(entries).length === entries.length;
}

/** One line for each entry: kind, digest of the link's target or `-`, and the name escaped as in the file list. */
async function digestOf(ascending: readonly SpecialEntry[]): Promise<string> {
  const lines = ascending.map(entry => `${entry.kind} ${detailOf(entry)}  ${escapeName(entry.path)}\n`);
  return sha256Hex(bytesOfBinary(lines.join('')));
}

function detailOf(entry: SpecialEntry): string {
  return entry.kind === 'symlink' ? entry.targetSha256 : '-';
}

function requireAscending(values: readonly string[], place: string): void {
  values.forEach((value, at) => {
    const before = values[at - 1];
    if (before !== undefined && before >= value) throw new ShapeError(`${place} is not in ascending order`);
  });
}
