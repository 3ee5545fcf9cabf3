import {
  type Addendum,
  AmendedCursor,
  type BytePath,
  compareSpecial,
  type Difference,
  type Finding,
  type Join,
  joinManifest,
  type ListedFile,
  type Observed,
  SeqwardenError,
  type SpecialEntry,
  type SpecialGroup,
} from '@seqwarden/proof';
import type { FoundRun } from './found-run.ts';

/** What a seal and its addenda say should be there. */
export interface Sealed {
  readonly manifest: Uint8Array;
  readonly special: readonly SpecialGroup[];
  readonly addenda: readonly Pick<Addendum, 'predicate'>[];
  /** By all these addenda; ascending by path. */
  readonly added: readonly ListedFile[];
}

export interface Comparison {
  readonly differences: readonly Difference[];
  readonly findings: readonly Finding[];
  /** Plain files that are as they were sealed. */
  readonly unchanged: number;
  /** The same of what addenda added. */
  readonly unchangedAdded: number;
  readonly notCarried: number;
}

/** Compares the sealed list, what was added to it, and the special entries that are known by their digests, with what was found. */
export async function compareRun(sealed: Sealed, found: FoundRun): Promise<Comparison> {
  const differences: Difference[] = [];
  const specials: SpecialEntry[] = [];
  const targets = new Map<BytePath, string>();
  const added = new Set(sealed.added.map(({ path }) => path));
  let unchanged = 0;
  let unchangedAdded = 0;
  const seen = function* () {
    for (const entry of found.entries) {
      if (entry.targetSha256 !== undefined) targets.set(entry.path, entry.targetSha256);
      yield entry;
    }
  };
  try {
    for (const join of joinManifest(new AmendedCursor(sealed.manifest, sealed.added), seen())) {
      const difference = differenceOf(join, found.sha256);
      if (difference !== 'same') difference && differences.push(difference);
      else if (added.has(join.path)) unchangedAdded++;
      else unchanged++;
      if (join.kind === 'special') specials.push(specialOf(join.path, join.found, targets));
    }
  } catch (error) {
    if (!(error instanceof SeqwardenError) || !error.code.startsWith('MANIFEST_')) throw error;
    const findings = [{ code: error.code, message: error.message }];
    return { differences: [], findings, unchanged: 0, unchangedAdded: 0, notCarried: 0 };
  }
  const compared = await compareWithSpecial(sealed, specials);
  return {
    differences: [...differences, ...compared.differences],
    findings: [],
    unchanged,
    unchangedAdded,
    notCarried: compared.notCarried,
  };
}

/** What of the special entries neither the seal nor an addendum knows. */
export function compareWithSpecial(
  { special, addenda }: Pick<Sealed, 'special' | 'addenda'>,
  found: readonly SpecialEntry[],
): Promise<{ differences: Difference[]; notCarried: number }> {
  const known = [special, ...addenda.map(({ predicate }) => predicate.special)];
  return compareSpecial(known.at(-1) ?? special, found, known.slice(0, -1));
}

export function differenceOf(join: Join, sha256: FoundRun['sha256']): Difference | 'same' | undefined {
  switch (join.kind) {
    case 'both': {
      const now = sha256(join.path);
      if (now === join.sha256) return 'same';
      return { kind: now === undefined ? 'unreadable' : 'changed', path: join.path };
    }
    case 'missing':
      return { kind: 'missing', path: join.path, sha256: join.sha256 };
    case 'added': {
      const now = sha256(join.path);
      return { kind: 'added', path: join.path, ...(now !== undefined && { sha256: now }) };
    }
    case 'in place of a file':
      return { kind: 'not a file', path: join.path, found: join.found };
    case 'special':
      return undefined;
  }
}

function specialOf(
  path: BytePath,
  kind: Exclude<Observed['kind'], 'file'>,
  targets: ReadonlyMap<BytePath, string>,
): SpecialEntry {
  return kind === 'symlink' ? { kind, path, targetSha256: targets.get(path) ?? '' } : { kind, path };
}
