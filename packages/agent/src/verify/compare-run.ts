import {
  type BytePath,
  compareSpecial,
  type Difference,
  type Finding,
  type Join,
  joinManifest,
  ManifestCursor,
  type Observed,
  SeqwardenError,
  type SpecialEntry,
  type SpecialGroup,
} from '@seqwarden/proof';

/** What was found in a run, whatever it was read from. `sha256` is asked for plain files in ascending order of their paths. */
export interface FoundRun {
  /** Ascending by path. */
  readonly entries: Iterable<Observed & { readonly targetSha256?: string }>;
  /** Digest in hex; undefined where the file could not be read. */
  readonly sha256: (path: BytePath) => string | undefined;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  readonly findings: readonly Finding[];
  /** Plain files that are as they were sealed. */
  readonly unchanged: number;
  readonly notCarried: number;
}

/** Compares a sealed file list, and the special entries that the seal knows by their digests, with what was found. */
export async function compareRun(
  manifest: Uint8Array,
  special: readonly SpecialGroup[],
  found: FoundRun,
): Promise<Comparison> {
  const differences: Difference[] = [];
  const specials: SpecialEntry[] = [];
  const targets = new Map<BytePath, string>();
  let unchanged = 0;
  const seen = function* () {
    for (const entry of found.entries) {
      if (entry.targetSha256 !== undefined) targets.set(entry.path, entry.targetSha256);
      yield entry;
    }
  };
  try {
    for (const join of joinManifest(new ManifestCursor(manifest), seen())) {
      const difference = differenceOf(join, found.sha256);
      if (difference === 'same') unchanged++;
      else if (difference !== undefined) differences.push(difference);
      if (join.kind === 'special') specials.push(specialOf(join.path, join.found, targets));
    }
  } catch (error) {
    if (!(error instanceof SeqwardenError) || !error.code.startsWith('MANIFEST_')) throw error;
    return {
      differences: [],
      findings: [{ code: error.code, message: error.message }],
      unchanged: 0,
      notCarried: 0,
    };
  }
  const compared = await compareSpecial(special, specials);
  return {
    differences: [...differences, ...compared.differences],
    findings: [],
    unchanged,
    notCarried: compared.notCarried,
  };
}

function differenceOf(join: Join, sha256: FoundRun['sha256']): Difference | 'same' | undefined {
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
