import type { BytePath } from '@seqwarden/proof';

/** What inspection may see of a run: names, sizes, and the content of a few small files. */
export interface RunFolder {
  /** The folder's own name. */
  readonly name: BytePath;
  /** Every plain file but those in `Custody/`, in any order. May be called more than once. */
  files(): Iterable<RunFile>;
  /**
   * A whole plain file; undefined if there is none of that name, or it is no plain file.
   * @throws SeqwardenError FILE_TOO_LARGE beyond `limit` bytes; RUN_UNREADABLE
   */
  read(path: BytePath, limit: number): Promise<Uint8Array | undefined>;
  /**
   * Up to `length` bytes from `offset` on, fewer at the file's end; undefined as for `read`.
   * @throws SeqwardenError RUN_UNREADABLE
   */
  readRange(path: BytePath, offset: number, length: number): Promise<Uint8Array | undefined>;
}

export interface RunFile {
  readonly path: BytePath;
  /** Bytes. May be a getter that asks the file system. */
  readonly size: number;
}
