import type { BytePath } from '@seqwarden/proof';

/** A part that a store acknowledged. */
export interface UploadedPart {
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  readonly etag: string;
}

/** An upload in parts that was begun and neither completed nor aborted. */
export interface BegunUpload {
  readonly uploadId: string;
  /** {@link uploadState} of the file when it was begun. */
  readonly state: string;
  /** By number, from 1. */
  readonly parts: ReadonlyMap<number, UploadedPart>;
}

/**
 * Remembers, over restarts, the uploads of one run to one destination. What a method was told is on disk when it returns. Nothing of it is believed: a
 * part that is remembered is compared with the bytes of the source as they are read again, and with what the store lists.
 */
export interface UploadStore {
  begun(): ReadonlyMap<BytePath, BegunUpload>;
  /** Before the first part is sent. Takes the place of one that was begun for this file before. */
  begin(path: BytePath, uploadId: string, state: string): void;
  sent(path: BytePath, number: number, part: UploadedPart): void;
  /** Completed or aborted. */
  end(path: BytePath): void;
}

/**
 * What a file has to look like for an upload to go on: the time of the file was said when it began, in milliseconds since 1970 with a fraction, and size decides
 * about parts.
 */
export function uploadState({ size, mtimeMs }: { readonly size: number; readonly mtimeMs: number }): string {
  return `${size} ${mtimeMs}`;
}
