const MIB = 1 << 20;

/** Smallest part: small enough for memory, large enough that the requests for each, to write it and to read it back, cost little. Amazon asks for 5 MiB. */
export const SMALLEST_PART = 32 * MIB;
export const MOST_PARTS = 10_000;
/** Bytes of all buffers of one file on its way in parts, where a part is not larger by itself. */
const MOST_BUFFERED = 64 * MIB;

/** Bytes of each part but the last, in whole MiB, so that a file of the announced size has at most {@link MOST_PARTS}. */
export function partSize(announced: number): number {
  return Math.max(SMALLEST_PART, Math.ceil(announced / MOST_PARTS / MIB) * MIB);
}

/** How many buffers of a part a file of the announced size uses: one fills while the others are on their way. */
export function buffersFor(announced: number): number {
  const size = partSize(announced);
  return Math.max(1, Math.min(Math.ceil(announced / size), Math.floor(MOST_BUFFERED / size)));
}

/** Bytes of memory that a file of the announced size takes on its way. */
export function memoryFor(announced: number): number {
  return Math.min(announced, buffersFor(announced) * partSize(announced));
}
