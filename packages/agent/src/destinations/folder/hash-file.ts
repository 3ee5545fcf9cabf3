import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errno } from '../../host/fs-error.ts';
import type { Hashed, Throttle } from '../destination.ts';

/** O_NONBLOCK, so that a FIFO cannot hold us up. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const PIECE = 1 << 18;

/** What opening a link, a socket, nothing, or a name below a file gives. */
const NO_FILE = new Set(['ELOOP', 'EMLINK', 'ENXIO', 'ENOENT', 'ENOTDIR', 'EISDIR']);

/** One for each thread: nothing waits between a read and its use. */
let buffer: Buffer | undefined;

/** Digest and size of a plain file, read to its end. undefined: there is none. Throws as the file system does. */
export function hashFile(path: string | Buffer): Hashed | undefined {
  const fd = openPlain(path);
  if (fd === undefined) return undefined;
  try {
    const hashing = new Hashing(fd);
    while (hashing.next() > 0);
    return hashing.end();
  } finally {
    closeSync(fd);
  }
}

/** As {@link hashFile}, and rests after each piece where the throttle says so. The path is used before this returns, and not again. */
export async function hashFileThrottled(
  path: string | Buffer,
  throttle: Throttle,
): Promise<Hashed | undefined> {
  const fd = openPlain(path);
  if (fd === undefined) return undefined;
  try {
    const hashing = new Hashing(fd);
    for (let got = hashing.next(); got > 0; got = hashing.next()) {
      const rested = throttle(got);
      if (rested instanceof Promise) await rested;
    }
    return hashing.end();
  } finally {
    closeSync(fd);
  }
}

class Hashing {
  readonly #fd: number;
  readonly #digest = createHash('sha256');
  #size = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Bytes of the piece that was read and hashed; 0 at the end. */
  next(): number {
    buffer ??= Buffer.allocUnsafeSlow(PIECE);
    const got = readSync(this.#fd, buffer);
    this.#digest.update(buffer.subarray(0, got));
    this.#size += got;
    return got;
  }

  end(): Hashed {
    return { sha256: this.#digest.digest('hex'), size: this.#size };
  }
}

/** A descriptor to be closed; undefined: no plain file is there. */
function openPlain(path: string | Buffer): number | undefined {
  let fd: number;
  try {
    fd = openSync(path, READ);
  } catch (error) {
    if (NO_FILE.has(errno(error))) return undefined;
    throw error;
  }
  let isFile = false;
  try {
    isFile = fstatSync(fd).isFile();
  } finally {
    if (!isFile) closeSync(fd);
  }
  return isFile ? fd : undefined;
}
