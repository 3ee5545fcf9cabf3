import { SeqwardenError } from '@seqwarden/proof';

/** Bytes that a claim alone may cost. */
const FIRST_BUFFER = 1 << 16;

/** Takes an exact number of bytes at a time from a stream of chunks of any size. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  readonly #signal: AbortSignal | undefined;

  /** `signal` makes every further read throw its reason. */
  constructor(stream: AsyncIterable<Uint8Array>, signal?: AbortSignal) {
    this.#signal = signal;
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /**
   * `length` bytes; undefined if the stream is at its end. Memory grows with the bytes that come, since `length` is often what a hostile
   * header claims. `onPiece` sees the bytes as they come. Throws TAR_MALFORMED if the stream ends between.
   */
  async take(
    length: number,
    onPiece?: (piece: Uint8Array) => void,
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    let bytes = new Uint8Array(Math.min(length, FIRST_BUFFER));
    let filled = 0;
    for await (const piece of this.pieces(length)) {
      if (filled + piece.length > bytes.length) {
        const room = Math.min(length, Math.max(bytes.length * 2, filled + piece.length));
        bytes = new Uint8Array(bytes.buffer.transfer(room));
      }
      bytes.set(piece, filled);
      filled += piece.length;
      onPiece?.(piece);
    }
    if (filled === 0 && length > 0) return undefined;
    if (filled < length)
      throw new SeqwardenError('TAR_MALFORMED', 'the stream ends in the middle of an entry');
    return bytes;
  }

  /** The next `length` bytes as they come; fewer only if the stream ends. Infinity: all that are left. */
  async *pieces(length: number): AsyncGenerator<Uint8Array> {
    let left = length;
    while (left > 0) {
      if (this.#at === this.#chunk.length) {
        this.#signal?.throwIfAborted();
        const next = await this.#chunks.next();
        if (next.done) return;
        this.#chunk = next.value;
        this.#at = 0;
        continue;
      }
      const piece = this.#chunk.subarray(this.#at, this.#at + left);
      this.#at += piece.length;
      left -= piece.length;
      yield piece;
    }
  }
}
