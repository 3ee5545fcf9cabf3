import { ManifestCursor, SeqwardenError } from '@seqwarden/proof';
import type { FileTable } from '../engine/file-table.ts';
import { SealedDigests } from '../engine/sealed-digests.ts';

/**
 * What a sealed list says of each row. undefined: it is a list of other files. Whether it is one of the same bytes shows when they are read.
 */
export function listOfSeal(manifest: Uint8Array, files: FileTable): SealedDigests | undefined {
  const sealed = SealedDigests.forTable(files);
  try {
    const list = new ManifestCursor(manifest);
    let row = 0;
    // Both are in the order of their byte paths, so the first that differ are enough.
    for (; list.next(); row++) {
      if (row >= files.count || files.path(row) !== list.path) return undefined;
      sealed.set(row, list.sha256);
    }
    return row === files.count ? sealed : undefined;
  } catch (error) {
    if (error instanceof SeqwardenError && error.code.startsWith('MANIFEST_')) return undefined;
    throw error;
  }
}
