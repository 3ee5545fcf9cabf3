import { constants, gunzipSync } from 'node:zlib';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { checkIdatHead, type Idat, type ReadRange, readIdat } from './idat.ts';
import type { RunFile, RunFolder } from './run-folder.ts';

/**
 * Bytes that may still be taken in and given out while a run's IDAT files are inflated. Labs gzip them, and what names the
 * scanner stands behind the intensities, so a file has to be inflated whole: 60 MB of the largest chips' files. The
 * worst that deflate can be made to cost is 4 s for what may be taken in, and 1 s for what may be given out.
 */
export class InflateBudget {
  compressed = 40 * 1024 * 1024;
  inflated = 160 * 1024 * 1024;
}

/** Of one file. */
const MAX_INFLATED = 80 * 1024 * 1024;

/**
 * A gzipped IDAT file: inflated whole while the budget lasts; after that undefined, where by its first bytes and by the length that
 * stands at the end of a gzip it can be whole.
 *
 * @throws SeqwardenError IDAT_DAMAGED, and what the run folder throws
 */
export async function readGzippedIdat(
  run: Pick<RunFolder, 'read' | 'readRange'>,
  { path, size }: Pick<RunFile, 'path' | 'size'>,
  budget: InflateBudget,
): Promise<Idat | undefined> {
  const file = displayPath(path);
  const isAffordable = size <= budget.compressed && budget.inflated > 0;
  const plain = isAffordable ? await inflateWhole(run, path, budget) : undefined;
  if (plain !== undefined) return readIdat(file, plain.length, within(plain));
  await checkIdatHead(file, await lengthAtEnd(run, path, size), within(await inflateHead(run, path)));
  return undefined;
}

/** Undefined where it inflates to more than the budget has left. */
async function inflateWhole(
  run: Pick<RunFolder, 'read' | 'readRange'>,
  path: BytePath,
  budget: InflateBudget,
): Promise<Uint8Array | undefined> {
  const bytes = (await run.read(path, budget.compressed)) ?? NOTHING;
  const most = Math.min(MAX_INFLATED, budget.inflated);
  budget.compressed -= bytes.length;
  // How much was inflated before it failed, zlib does not tell.
  budget.inflated -= most;
  try {
    const plain = gunzipSync(bytes, { maxOutputLength: most });
    budget.inflated += most - plain.length;
    return plain;
  } catch (cause) {
    const isTooMuch = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    if (isTooMuch && most < MAX_INFLATED) return undefined;
    const what = isTooMuch ? 'it inflates to more than any chip has' : 'its gzip does not end';
    throw new SeqwardenError('IDAT_DAMAGED', `${displayPath(path)} is damaged: ${what}`, { cause, path });
  }
}

/** Enough for the table of sections. Whatever stands here, a thousand times as much is all that can come out of it. */
const HEAD_BYTES = 1024;

/** What the first bytes inflate to; nothing where they are no gzip. */
async function inflateHead(run: Pick<RunFolder, 'read' | 'readRange'>, path: BytePath): Promise<Uint8Array> {
  const bytes = (await run.readRange(path, 0, HEAD_BYTES)) ?? NOTHING;
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return NOTHING;
  }
}

/** RFC 1952, ISIZE: the length before compression, modulo 2^32, in the last four bytes. */
async function lengthAtEnd(
  run: Pick<RunFolder, 'read' | 'readRange'>,
  path: BytePath,
  size: number,
): Promise<number> {
  const bytes = (await run.readRange(path, Math.max(0, size - 4), 4)) ?? NOTHING;
  return bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}

const NOTHING = new Uint8Array(0);

function within(bytes: Uint8Array): ReadRange {
  return async (at, length) => bytes.subarray(at, at + length);
}
