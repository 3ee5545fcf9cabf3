import type { Bytes } from '../bytes.ts';
import { SeqwardenError } from '../errors.ts';
import { decodeEntries } from './entry-bundle.ts';
import type { TileReader } from './stored-tree.ts';
import { entriesPath, TILE_WIDTH, tileWidth } from './tile-path.ts';

/**
 * The entries from `256 · bundle` on that a log of `size` entries has. A log may drop a partial bundle once the full one is there, which begins with it.
 *
 * @throws SeqwardenError LOG_UNREADABLE: it is not there; TILE_MALFORMED
 */
export async function readBundle(read: TileReader, bundle: number, size: number): Promise<Bytes[]> {
  const width = tileWidth(0, bundle, size);
  const path = entriesPath(bundle, width);
  const partial = await read(path);
  if (partial !== undefined) return decodeEntries(partial, width);
  const full = width < TILE_WIDTH ? await read(entriesPath(bundle, TILE_WIDTH)) : undefined;
  if (full === undefined)
    throw new SeqwardenError('LOG_UNREADABLE', 'entries of the register are not there', { path });
  return decodeEntries(full, TILE_WIDTH).slice(0, width);
}
