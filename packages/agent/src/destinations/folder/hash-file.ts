import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errno } from '../../host/fs-error.ts';
import type { Hashed } from '../destination.ts';

/** O_NONBLOCK, so that a FIFO cannot hold us up. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const PIECE = 1 << 18;

/** What opening a link, a socket, nothing, or a name below a file gives. */
const NO_FILE = new Set(['ELOOP', 'EMLINK', 'ENXIO', 'ENOENT', 'ENOTDIR', 'EISDIR']);

/** One for each thread: nothing waits between a read and its use. */
let buffer: Buffer | undefined;

/** Digest and size of a plain file, read to its end. undefined: there is none. Throws as the file system does. */
export function hashFile(path: string | Buffer, throttle?: (bytes: number) => void): Hashed | undefined {
  const fd = openPlain(path);
  if (fd === undefined) return undefined;
  try {
    if (!fstatSync(fd).isFile()) return undefined;
    buffer ??= Buffer.allocUnsafeSlow(PIECE);
    const digest = createHash('sha256');
    let size = 0;
    for (let got = readSync(fd, buffer); got > 0; got = readSync(fd, buffer)) {
      digest.update(buffer.subarray(0, got));
      size += got;
      throttle?.(got);
    }
    return { sha256: digest.digest('hex'), size };
  } finally {
    closeSync(fd);
  }
}

function openPlain(path: string | Buffer): number | undefined {
  try {
    return openSync(path, READ);
  } catch (error) {
    if (NO_FILE.has(errno(error))) return undefined;
    throw error;
  }
}
