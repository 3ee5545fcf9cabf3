/** Bytes. A piece that is larger has a slab of its own. */
const SLAB = 2 ** 20;
/** Pieces begin where any number may. */
const ALIGNED = 8;

interface Slab {
  readonly bytes: ArrayBuffer;
  pieces: number;
}

/** Some bytes of a slab. */
export interface Piece {
  readonly slab: Slab;
  readonly at: number;
  readonly length: number;
}

/**
 * Memory for many small pieces that go about when they came. The system has a slab back when the last piece of it is let go of, at once: buffers of their own would lie in
 * memory until garbage is collected, and leave gaps among others that live longer, which nothing large fits into.
 */
export class Slabs {
  #open: Slab | undefined;

  /** Zeros. */
  take(length: number): Piece {
    const used = Math.ceil((this.#open?.bytes.byteLength ?? 0) / ALIGNED) * ALIGNED;
    const fits = this.#open !== undefined && used + length <= this.#open.bytes.maxByteLength;
    const [slab, at] = fits && this.#open !== undefined ? [this.#open, used] : [newSlab(length), 0];
    this.#open = slab;
    // A resizable buffer is pages of its own, which it has as far as it was grown.
    slab.bytes.resize(at + length);
    slab.pieces++;
    return { slab, at, length };
  }

  /** What was a piece must not be looked at any more. */
  letGo({ slab }: Piece): void {
    slab.pieces--;
    if (slab.pieces > 0) return;
    slab.bytes.resize(0);
  }
}

function newSlab(length: number): Slab {
  return { bytes: new ArrayBuffer(0, { maxByteLength: Math.max(SLAB, length) }), pieces: 0 };
}
