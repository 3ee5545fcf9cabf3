import { createHash } from 'node:crypto';

/** What a file is, by its content. */
export interface FileDigests {
  /** Hex. */
  readonly sha256: string;
  /** Hex. */
  readonly sha512: string;
  readonly bytes: number;
}

/** Both digests of the bytes that it is shown, in one reading. */
export class Digester {
  readonly #sha256 = createHash('sha256');
  readonly #sha512 = createHash('sha512');
  #bytes = 0;

  update(chunk: Uint8Array): void {
    this.#sha256.update(chunk);
    this.#sha512.update(chunk);
    this.#bytes += chunk.length;
  }

  /** Of all that it was shown. Ends it. */
  digests(): FileDigests {
    return { sha256: this.#sha256.digest('hex'), sha512: this.#sha512.digest('hex'), bytes: this.#bytes };
  }
}
