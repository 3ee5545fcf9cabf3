const MIB = 1 << 20;

/** Smallest part: small enough for memory, large enough that a round trip for each costs little. Amazon asks for 5 MiB. */
export const SMALLEST_PART = 8 * MIB;
export const MOST_PARTS = 10_000;

/** Bytes of each part but the last, in whole MiB, so that a file of the announced size has at most {@link MOST_PARTS}. */
export function partSize(announced: number): number {
  return Math.max(SMALLEST_PART, Math.ceil(announced / MOST_PARTS / MIB) * MIB);
}
