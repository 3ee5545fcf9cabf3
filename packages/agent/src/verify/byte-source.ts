import { SeqwardenError } from '@seqwarden/proof';

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

  /** `length` bytes; undefined if the stream is at its end. Throws TAR_MALFORMED if it ends between. */
  async take(length: number): Promise<Uint8Array | undefined> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    for await (const piece of this.pieces(length)) {
      bytes.set(piece, filled);
      filled += piece.length;
    }
    if (filled === 0 && length > 0) return undefined;
    if (filled < length)
      throw new SeqwardenError('TAR_MALFORMED', 'the stream ends in the middle of an entry');
    return bytes;
  }

  /** The next `length` bytes as they come; fewer only if the stream ends. */
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
