import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';

/** O_NONBLOCK, so that a FIFO cannot hold us up. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const NO_LINK = READ | (constants.O_NOFOLLOW ?? 0);

export interface WholeFileOptions {
  /** Bytes that it may have. */
  readonly limit: number;
  /** True: the path may be a link. Else opening it fails with ELOOP where the system knows how. */
  readonly mayBeLink?: boolean;
  /** Is shown the attributes of the very file that is then read; what it throws goes to the caller. */
  readonly check?: (stat: Stats) => void;
}

/** All bytes of a plain file; undefined: it is none, or has more than `limit`. Throws as the file system does, and what `check` throws. */
export function readWholeFile(
  path: string | Buffer,
  { limit, mayBeLink = false, check }: WholeFileOptions,
): Buffer<ArrayBuffer> | undefined {
  const fd = openSync(path, mayBeLink ? READ : NO_LINK);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > limit) return undefined;
    check?.(stat);
    const bytes = readFileSync(fd);
    // A file that grows, or one of the kernel's, has more than its attributes say.
    return bytes.length > limit ? undefined : bytes;
  } finally {
    closeSync(fd);
  }
}
