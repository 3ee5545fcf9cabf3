import { type BytePath, compareBytePaths } from './byte-path.ts';
import { bytesOfBinary } from './bytes.ts';
import type { Difference } from './difference.ts';
import { sha256Hex } from './digest.ts';
import { escapeName } from './manifest.ts';
import { count, digest, halfDigest, list, object, oneOf, ShapeError } from './shape.ts';

/** What is no plain file (docs/FORMATS.md section 5.3), in the order in which a seal lists the kinds. */
export const SPECIAL_KINDS = ['device', 'fifo', 'folder', 'quarantined', 'socket', 'symlink'] as const;
export type SpecialKind = (typeof SPECIAL_KINDS)[number];

export type SpecialEntry =
  | { readonly kind: Exclude<SpecialKind, 'symlink'>; readonly path: BytePath }
  /** `targetSha256`: hex digest of the link's target bytes. */
  | { readonly kind: 'symlink'; readonly path: BytePath; readonly targetSha256: string };

/** All entries of one kind: how many, the digest over all of them, and digests of the first ones. No name stands in it. */
export interface SpecialGroup {
  readonly kind: SpecialKind;
  readonly count: number;
  readonly sha256: string;
  /** First half of the SHA-256 of an entry's line, in hex, ascending. */
  readonly entries: readonly string[];
}

const ENTRY_DIGITS = 32;
const MAX_ENTRIES = 128;
/** Where more than three kinds occur, each has half as many, so that a statement always holds all groups. */
const MAX_ENTRIES_OF_MANY_KINDS = 64;

function mostEntries(groups: number): number {
  return groups > 3 ? MAX_ENTRIES_OF_MANY_KINDS : MAX_ENTRIES;
}

/** What a seal says of the special entries found in a run; in any order, each path once. */
export async function summarizeSpecial(entries: readonly SpecialEntry[]): Promise<SpecialGroup[]> {
  const byKind = Map.groupBy(entries, entry => entry.kind);
  const groups: SpecialGroup[] = [];
  for (const kind of SPECIAL_KINDS) {
    const ofKind = byKind.get(kind);
    if (ofKind === undefined) continue;
    const lines = linesOf(ofKind);
    const digests: string[] = [];
    for (const line of lines.slice(0, mostEntries(byKind.size))) digests.push(await entryDigest(line));
    groups.push({
      kind,
      count: lines.length,
      sha256: await digestOf(lines),
      entries: digests.sort(),
    });
  }
  return groups;
}

/**
 * What of the special entries found now the seal does not know, as differences, and how many that it counts are not
 * there any more. The latter is no alteration: copies leave links out, some stores cannot hold an empty folder.
 * `earlier`: what statements before this one knew; it counts as known too, and its loss for nothing.
 */
export async function compareSpecial(
  sealed: readonly SpecialGroup[],
  found: readonly SpecialEntry[],
  earlier: readonly (readonly SpecialGroup[])[] = [],
): Promise<{ differences: Difference[]; notCarried: number }> {
  const differences: Difference[] = [];
  const now = Map.groupBy(found, entry => entry.kind);
  let notCarried = 0;
  for (const kind of SPECIAL_KINDS) {
    const before = sealed.find(group => group.kind === kind);
    const older = earlier.flatMap(groups => groups.filter(group => group.kind === kind));
    const ofKind = now.get(kind) ?? [];
    const all = await digestOf(linesOf(ofKind));
    if (before?.sha256 === all) continue;
    const isKnownAsWhole = older.some(group => group.sha256 === all);
    const known = new Set(before?.entries);
    const knownEarlier = new Set(older.flatMap(group => group.entries));
    let carried = 0;
    for (const entry of ofKind) {
      const digest = known.size + knownEarlier.size > 0 ? await entryDigest(lineOf(entry)) : '';
      if (known.has(digest)) carried++;
      else if (!isKnownAsWhole && !knownEarlier.has(digest))
        differences.push({ kind: 'added', path: entry.path, found: kind });
    }
    // What was quarantined is outside the run by its nature.
    if (kind !== 'quarantined') notCarried += Math.max(0, (before?.count ?? 0) - carried);
  }
  return { differences, notCarried };
}

export function readSpecial(value: unknown, place: string): SpecialGroup[] {
  const groups = list(value, place, SPECIAL_KINDS.length, readGroup);
  requireAscending(
    groups.map(group => group.kind),
    place,
  );
  for (const group of groups) {
    const due = Math.min(group.count, mostEntries(groups.length));
    if (due === 0 || group.entries.length !== due)
      throw new ShapeError(`${place} has an empty group, or one with too few or too many entries`);
  }
  return groups;
}

function readGroup(value: unknown, place: string): SpecialGroup {
  const group = object(value, place, ['kind', 'count', 'sha256', 'entries']);
  const entries = list(group.entries, `${place}.entries`, MAX_ENTRIES, halfDigest);
  requireAscending(entries, `${place}.entries`);
  return {
    kind: oneOf(group.kind, `${place}.kind`, SPECIAL_KINDS),
    count: count(group.count, `${place}.count`),
    sha256: digest(group.sha256, `${place}.sha256`),
    entries,
  };
}

/** In byte order of the paths. */
function linesOf(entries: readonly SpecialEntry[]): string[] {
  return entries.toSorted((a, b) => compareBytePaths(a.path, b.path)).map(lineOf);
}

/** Kind, digest of the link's target or `-`, and the name escaped as in the file list. */
function lineOf(entry: SpecialEntry): string {
  const detail = entry.kind === 'symlink' ? entry.targetSha256 : '-';
  return `${entry.kind} ${detail}  ${escapeName(entry.path)}\n`;
}

async function entryDigest(line: string): Promise<string> {
  return (await sha256Hex(bytesOfBinary(line))).slice(0, ENTRY_DIGITS);
}

function digestOf(lines: readonly string[]): Promise<string> {
  return sha256Hex(bytesOfBinary(lines.join('')));
}

function requireAscending(values: readonly string[], place: string): void {
  values.forEach((value, at) => {
    const before = values[at - 1];
    if (before !== undefined && before >= value) throw new ShapeError(`${place} is not in ascending order`);
  });
}
