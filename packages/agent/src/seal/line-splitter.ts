const LF = 0x0a;

/**
 * Cuts bytes that come in pieces into lines (ended by LF, the last one also by the end), and hands on those whose length lies within
 * limits, one character a byte. It holds one such line at most, whatever comes.
 */
export class LineSplitter {
  readonly #shortest: number;
  readonly #onLine: (line: string) => void;
  /** The beginning of a line whose end has not come. */
  readonly #held: Buffer;
  /** How long that is; more than is held where the line is too long already. */
  #length = 0;

  constructor(shortest: number, longest: number, onLine: (line: string) => void) {
    this.#shortest = shortest;
    this.#held = Buffer.alloc(longest);
    this.#onLine = onLine;
  }

  push(bytes: Buffer): void {
    let start = 0;
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at] !== LF) continue;
      if (this.#length > 0) {
        this.#hold(bytes.subarray(start, at));
        this.end();
      } else this.#hand(bytes, start, at);
      start = at + 1;
    }
    this.#hold(bytes.subarray(start));
  }

  /** The last line has ended. */
  end(): void {
    this.#hand(this.#held, 0, this.#length);
    this.#length = 0;
  }

  #hold(bytes: Buffer): void {
    bytes.copy(this.#held, Math.min(this.#length, this.#held.length));
    this.#length += bytes.length;
  }

  #hand(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    if (length < this.#shortest || length > this.#held.length) return;
    this.#onLine(bytes.toString('latin1', start, end));
  }
}
