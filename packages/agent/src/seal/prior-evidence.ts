import { type BytePath, displayPath, type ListEvidence, SeqwardenError } from '@seqwarden/proof';
import { ExtraDigests } from '../engine/extra-digests.ts';
import type { FileTable } from '../engine/file-table.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { type Algorithm, listAlgorithm } from './checksum-list.ts';
import { type ListedRun, ListReader } from './list-reader.ts';

/** A checksum list that was checked. Its name is for the person who seals; the seal has the list's digest only. */
export interface CheckedList extends ListEvidence {
  readonly path: BytePath;
}

/**
 * Before the files of a run are hashed: by what else than SHA-256, for the checksum lists that name them; undefined: by nothing else. A
 * list that cannot be read asks for nothing, since whoever hashes it meets the same trouble. Throws the signal's reason.
 */
export async function digestsForLists(run: ListedRun): Promise<ExtraDigests | undefined> {
  let extra: ExtraDigests | undefined;
  const reader = new ListReader(run);
  try {
    for (const { row, algorithm } of listsOf(run.files)) {
      if (algorithm === 'sha256') continue;
      try {
        await reader.read(row, algorithm, named => {
          extra ??= ExtraDigests.forRows(run.files.count);
          if (named >= 0) extra.want(named, algorithm);
        });
      } catch (error) {
        if (error instanceof SeqwardenError || errno(error) === '') throw error;
      }
    }
    return extra;
  } finally {
    reader.close();
  }
}

/**
 * After they were hashed, with what {@link digestsForLists} asked for: how many lines of each list are right. Lists without a line that
 * says anything are left out. Throws SOURCE_CHANGED for a list that is not the one that was asked or hashed, other SOURCE_*, and the
 * signal's reason.
 */
export async function checkLists(run: ListedRun, extra: ExtraDigests | undefined): Promise<CheckedList[]> {
  const checked: CheckedList[] = [];
  const reader = new ListReader(run);
  try {
    for (const list of listsOf(run.files)) {
      const found = await checkList(run.files, reader, list, extra);
      if (found !== undefined && found.listed > 0) checked.push(found);
    }
    return checked;
  } finally {
    reader.close();
  }
}

interface ChecksumList {
  readonly row: number;
  readonly algorithm: Algorithm;
}

function* listsOf(files: FileTable): Generator<ChecksumList> {
  for (let row = 0; row < files.count; row++) {
    const algorithm = listAlgorithm(files.name(row));
    if (algorithm !== undefined) yield { row, algorithm };
  }
}

/** undefined: no list but in name. */
async function checkList(
  files: FileTable,
  reader: ListReader,
  { row, algorithm }: ChecksumList,
  extra: ExtraDigests | undefined,
): Promise<CheckedList | undefined> {
  const path = files.path(row);
  const counts = { listed: 0, matched: 0, mismatched: 0, absent: 0 };
  const compare = (named: number, digest: string) => {
    counts.listed++;
    if (named < 0) counts.absent++;
    else {
      const found = algorithm === 'sha256' ? files.digestHex(named) : extra?.hex(named, algorithm);
      if (found === undefined) throw changed(path);
      if (found === digest) counts.matched++;
      else counts.mismatched++;
    }
  };
  const sha256 = await reader.read(row, algorithm, compare).catch((error: unknown) => {
    throw errno(error) === '' ? error : fsError(error, 'source', path);
  });
  if (sha256 === undefined) return undefined;
  if (sha256 !== files.digestHex(row)) throw changed(path);
  return { path, sha256, algorithm, ...counts };
}

/** For a list that does not match and whose run is not to be sealed. */
export function listMismatch({ path, mismatched, listed }: CheckedList): SeqwardenError {
  return new SeqwardenError(
    'PRIOR_EVIDENCE_MISMATCH',
    `${displayPath(path)}: ${mismatched} of ${listed} do not match`,
    { path },
  );
}

function changed(path: BytePath): SeqwardenError {
  return new SeqwardenError('SOURCE_CHANGED', `${displayPath(path)} changed while the run was read`, {
    path,
  });
}
