import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { readIdat } from '../idat.ts';
import { locate } from '../location.ts';
import { checkBcl, checkBclGz } from './bcl.ts';
import { checkBgzf, checkCycleIndex, checkLaneIndex } from './bgzf.ts';
import { checkCbcl, type TileClusters } from './cbcl.ts';
import { checkFilter } from './filter.ts';
import { error, type FileFinding } from './finding.ts';
import { checkClocs, checkLocs } from './positions.ts';

/** What other files of the run say of this one; each may be left out. */
export interface FileContext {
  /** Clusters by the filter: of the tile, or of the lane for bgzf and its index. */
  readonly clusters?: number;
  /** For cbcl: the filters of its tiles. */
  readonly filters?: ReadonlyMap<number, TileClusters>;
  /** For a per-cycle index: the size of the bgzf file. */
  readonly bgzfBytes?: number;
}

/**
 * Whether a base-call, filter, position, index or IDAT file keeps the rules of its own format, by its name's ending.
 * Empty where it does, and for files of other kinds. The whole file must be given.
 */
export async function checkBaseCallFile(
  path: BytePath,
  bytes: Uint8Array,
  context: FileContext = {},
): Promise<readonly FileFinding[]> {
  const { clusters } = context;
  if (path.endsWith('.bcl')) return checkBcl(bytes, clusters);
  if (path.endsWith('.bcl.gz')) return checkBclGz(bytes, clusters);
  if (path.endsWith('.bcl.bgzf')) return checkBgzf(bytes, clusters);
  if (path.endsWith('.bcl.bgzf.bci')) return checkCycleIndex(bytes, context.bgzfBytes);
  if (path.endsWith('.bci')) return checkLaneIndex(bytes, clusters);
  if (path.endsWith('.cbcl')) return checkCbcl(bytes, locate(path)?.surface, context.filters);
  if (path.endsWith('.filter')) return checkFilter(bytes);
  // The one s.locs of a patterned flow cell stands for every tile.
  if (path.endsWith('/s.locs') || path === 's.locs') return checkLocs(bytes, undefined);
  if (path.endsWith('.locs')) return checkLocs(bytes, clusters);
  if (path.endsWith('.clocs')) return checkClocs(bytes, clusters);
  if (path.endsWith('.idat')) return await checkIdat(path, bytes);
  return [];
}

async function checkIdat(path: BytePath, bytes: Uint8Array): Promise<FileFinding[]> {
  try {
    const idat = await readIdat(displayPath(path), bytes.length, async (at, length) =>
      bytes.subarray(at, at + length),
    );
    const name = path.slice(path.lastIndexOf('/') + 1);
    const own = name.startsWith(`${idat.barcode}_${idat.position}_`);
    return own ? [] : [error('IDENTITY_DIFFERS', 'another chip or position inside than its name says')];
  } catch (cause) {
    if (!(cause instanceof SeqwardenError)) throw cause;
    return [error('CUT_OFF', cause.message)];
  }
}
