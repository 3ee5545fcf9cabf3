import { AmendedCursor, type ListedFile, SeqwardenError } from '@seqwarden/proof';
import type { FileTable } from '../engine/file-table.ts';
import { SealedDigests } from '../engine/sealed-digests.ts';
import type { SealedCustody } from './judge-custody.ts';

export interface ListOfSeal {
  readonly sealed: SealedDigests;
  /** What addenda added and the table has not: whoever holds the seal may have got it from a source that had more. */
  readonly absent: readonly ListedFile[];
}

/**
 * What a sealed list, and what was added to it, say of each row. undefined: it is a list of other files. Whether it is one of the same bytes shows when they
 * are read.
 */
export function listOfSeal(
  { manifest, added }: Pick<SealedCustody, 'manifest' | 'added'>,
  files: FileTable,
): ListOfSeal | undefined {
  const sealed = SealedDigests.forTable(files);
  const absent: ListedFile[] = [];
  try {
    const list = new AmendedCursor(manifest, added);
    let row = 0;
    // Both are in the order of their byte paths, so the first that differ are enough.
    while (list.next()) {
      const { path, sha256 } = list;
      const here = row < files.count ? files.path(row) : undefined;
      if (here === path) sealed.set(row++, sha256);
      else if (list.isSealed || (here !== undefined && here < path)) return undefined;
      else absent.push({ path, sha256 });
    }
    return row === files.count ? { sealed, absent } : undefined;
  } catch (error) {
    if (error instanceof SeqwardenError && error.code.startsWith('MANIFEST_')) return undefined;
    throw error;
  }
}

/** As {@link listOfSeal}, of files that were read: undefined unless it lists every row with its digest. */
export function listOfThese(
  custody: Pick<SealedCustody, 'manifest' | 'added'>,
  files: FileTable,
): ListOfSeal | undefined {
  const list = listOfSeal(custody, files);
  if (list === undefined) return undefined;
  for (let row = 0; row < files.count; row++)
    if (!list.sealed.is(row, files.digestHex(row))) return undefined;
  return list;
}
