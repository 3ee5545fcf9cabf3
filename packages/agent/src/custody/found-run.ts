import {
  type BytePath,
  type ListedFile,
  type Observed,
  SeqwardenError,
  type SpecialEntry,
} from '@seqwarden/proof';

/** What was found in a run, whatever it was read from. `sha256` is asked for plain files in ascending order of their paths. */
export interface FoundRun {
  /** Ascending by path. */
  readonly entries: Iterable<FoundEntry>;
  /** Digest in hex; undefined where the file could not be read. */
  readonly sha256: (path: BytePath) => string | undefined;
}

export interface FoundEntry extends Observed {
  /** Of a link: SHA-256 of its target's bytes, hex. */
  readonly targetSha256?: string;
}

/** Stands for the digest of a file that was not read because it cannot be as sealed. */
export const OTHER_DIGEST = 'too large to be as sealed';

/** A listed run: files by row and special entries, both ascending by path. */
export interface ListedRun {
  readonly files: {
    readonly count: number;
    path(row: number): BytePath;
    /** -1: no such path. */
    find(path: BytePath): number;
  };
  readonly special: readonly SpecialEntry[];
}

/** `digestOf` says what the file of a row has, as {@link FoundRun.sha256} does. */
export function foundRun(run: ListedRun, digestOf: (row: number) => string | undefined): FoundRun {
  let row = -1;
  const sha256 = (path: BytePath) => {
    // The comparison asks in ascending order, so the row is nearly always the next one.
    const isNext = row + 1 < run.files.count && run.files.path(row + 1) === path;
    row = isNext ? row + 1 : run.files.find(path);
    return digestOf(row);
  };
  return { entries: merged(run), sha256 };
}

function* merged({ files, special }: ListedRun): Generator<FoundEntry> {
  let next = 0;
  for (let row = 0; row < files.count; row++) {
    const path = files.path(row);
    for (let entry = special[next]; entry !== undefined && entry.path < path; entry = special[++next])
      yield observed(entry);
    yield { path, kind: 'file' };
  }
  for (const entry of special.slice(next)) yield observed(entry);
}

function observed(entry: SpecialEntry): FoundEntry {
  const { path, kind } = entry;
  if (kind === 'quarantined')
    throw new SeqwardenError('INTERNAL', 'a walk finds nothing quarantined', { path });
  return kind === 'symlink' ? { path, kind, targetSha256: entry.targetSha256 } : { path, kind };
}

/** Files that were hashed already, and what else was found. */
export function foundFiles(
  files: readonly (Omit<ListedFile, 'sha256'> & { readonly sha256: string | undefined })[],
  special: readonly FoundEntry[],
): FoundRun {
  const digests = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  const entries: FoundEntry[] = [...special];
  for (const { path } of files) entries.push({ path, kind: 'file' });
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { entries, sha256: path => digests.get(path) };
}
