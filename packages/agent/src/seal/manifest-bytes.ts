import { createHash } from 'node:crypto';
import { manifestLine } from '@seqwarden/proof';
import type { FileTable } from '../engine/file-table.ts';

/** `SHA256SUMS` in pieces, since a list of a million files is better not held twice. */
export interface ManifestBytes {
  readonly chunks: readonly Buffer[];
  readonly sha256: Uint8Array<ArrayBuffer>;
  readonly files: number;
  /** Bytes of the files that are listed, not of the list. */
  readonly bytes: number;
}

const LINES_A_CHUNK = 4096;

/** The same files give the same bytes (promise I11): rows are in byte order already. */
export function manifestBytes(table: FileTable): ManifestBytes {
  const digest = createHash('sha256');
  const chunks: Buffer[] = [];
  for (let first = 0; first < table.count; first += LINES_A_CHUNK) {
    let lines = '';
    const end = Math.min(first + LINES_A_CHUNK, table.count);
    for (let row = first; row < end; row++) lines += manifestLine(table.path(row), table.digestHex(row));
    const chunk = Buffer.from(lines, 'latin1');
    digest.update(chunk);
    chunks.push(chunk);
  }
  return { chunks, sha256: new Uint8Array(digest.digest()), files: table.count, bytes: table.totalBytes() };
}
