/** A part of a file; shorter where the file ends before. */
export type ReadPart = (position: number, length: number) => Promise<Buffer>;

/** Signatures have tens of kilobytes; with a digest for each page of a large program, some more. */
export const MAX_SIGNATURE = 4 * 2 ** 20;
