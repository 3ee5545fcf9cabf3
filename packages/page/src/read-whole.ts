import type { Bytes } from '@seqwarden/proof';
import type { GivenBytes } from './given-file.ts';

/** Bytes of the longest file list that a page holds in memory: some three million files. */
export const LARGEST_LIST = 2 ** 29;

/** Of any other file that is read whole. */
export const LARGEST_SMALL = 2 ** 20;

/** undefined where it is larger than that. Throws what the browser throws for a file that cannot be read. */
export async function readWhole(file: GivenBytes, largest: number): Promise<Bytes | undefined> {
  return file.size > largest ? undefined : new Uint8Array(await file.arrayBuffer());
}
