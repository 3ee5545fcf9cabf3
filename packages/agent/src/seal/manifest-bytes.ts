import { createHash } from 'node:crypto';
import { manifestLine, SeqwardenError } from '@seqwarden/proof';
import type { FileTable } from '../engine/file-table.ts';

export interface ManifestBytes {
  /**
   * `SHA256SUMS` in pieces. That of a long list is made from the table each time that somebody asks: of a million files it has more bytes than all else that is known of them.
   * It throws INTERNAL, before its end, where the table does not give any more what `sha256` was made of.
   */
  readonly chunks: Iterable<Uint8Array>;
  readonly sha256: Uint8Array<ArrayBuffer>;
  readonly files: number;
  /** Bytes of the files that are listed, not of the list. */
  readonly bytes: number;
}

const LINES_A_CHUNK = 4096;
/** Lines of about a hundred bytes: up to here the list is kept until it is written, which is quicker than making it again. */
const KEPT_LINES = 1 << 16;

/** The same files give the same bytes (promise I11): rows are in byte order already. */
export function manifestBytes(table: FileTable): ManifestBytes {
  const digest = createHash('sha256');
  const kept = table.count <= KEPT_LINES ? [...chunksOf(table)] : undefined;
  for (const chunk of kept ?? chunksOf(table)) digest.update(chunk);
  const sha256 = new Uint8Array(digest.digest());
  const chunks = kept ?? { [Symbol.iterator]: () => sameChunks(table, sha256) };
  return { chunks, sha256, files: table.count, bytes: table.totalBytes() };
}

function* chunksOf(table: FileTable): Generator<Buffer> {
  for (let first = 0; first < table.count; first += LINES_A_CHUNK) {
    let lines = '';
    const end = Math.min(first + LINES_A_CHUNK, table.count);
    for (let row = first; row < end; row++) lines += manifestLine(table.path(row), table.digestHex(row));
    yield Buffer.from(lines, 'latin1');
  }
}

function* sameChunks(table: FileTable, sha256: Uint8Array): Generator<Buffer> {
  const digest = createHash('sha256');
  for (const chunk of chunksOf(table)) {
    digest.update(chunk);
    yield chunk;
  }
  if (!digest.digest().equals(sha256))
    throw new SeqwardenError('INTERNAL', 'the list that is written is not the one that was signed');
}
