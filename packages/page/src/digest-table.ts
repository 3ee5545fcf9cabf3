import { hex } from '@seqwarden/proof';

const LENGTH = 32;
const NOT_YET = 0;
const KNOWN = 1;
const UNREADABLE = 2;

/** SHA-256 of given files by their ids: 33 bytes for each, where a string would take three times as much. */
export class DigestTable {
  #digests = new Uint8Array(1024 * LENGTH);
  #states = new Uint8Array(1024);

  /** undefined, to be noted too: the file could not be read. */
  set(id: number, digest: Uint8Array | undefined): void {
    if (id >= this.#states.length) this.#grow(id);
    if (digest !== undefined) this.#digests.set(digest, id * LENGTH);
    this.#states[id] = digest === undefined ? UNREADABLE : KNOWN;
  }

  /** Whether it was read, or could not be. */
  has(id: number): boolean {
    return (this.#states[id] ?? NOT_YET) !== NOT_YET;
  }

  /** Hex; undefined where the file was not read. */
  get(id: number): string | undefined {
    if (this.#states[id] !== KNOWN) return undefined;
    return hex(this.#digests.subarray(id * LENGTH, (id + 1) * LENGTH));
  }

  #grow(id: number): void {
    const length = Math.max(this.#states.length * 2, id + 1);
    const digests = new Uint8Array(length * LENGTH);
    const states = new Uint8Array(length);
    digests.set(this.#digests);
    states.set(this.#states);
    this.#digests = digests;
    this.#states = states;
  }
}
