import type { FileTable } from './file-table.ts';

/** What a seal that lies at a destination lists: 32 bytes a row of the table. It crosses threads, and is complete before any starts. */
export class SealedDigests {
  readonly buffer: SharedArrayBuffer;
  readonly #digests: Buffer;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#digests = Buffer.from(buffer);
  }

  static forTable(table: FileTable): SealedDigests {
    return new SealedDigests(new SharedArrayBuffer(table.count * 32));
  }

  set(row: number, sha256: string): void {
    this.#digests.write(sha256, row * 32, 32, 'hex');
  }

  is(row: number, sha256: string): boolean {
    return this.#digests.toString('hex', row * 32, row * 32 + 32) === sha256;
  }
}
