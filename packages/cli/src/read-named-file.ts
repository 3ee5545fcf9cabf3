import type { Stats } from 'node:fs';
import { errno, readWholeFile } from '@seqwarden/agent/host';
import { type ErrorCode, SeqwardenError } from '@seqwarden/proof';

export interface NamedFileOptions {
  /** Code for a file that cannot be read, is no plain file, or is larger. */
  readonly unusable: ErrorCode;
  /** Code where there is none; default: `unusable`. */
  readonly missing?: ErrorCode;
  readonly mebibytes: number;
  /** Is shown the attributes of the very file that is then read; throws where they will not do. */
  readonly check?: (stat: Stats) => void;
}

/** All bytes of a plain file that a person named on the command line, who may name a link to it. Throws `missing`, `unusable`, and what `check` throws of ours. */
export function readNamedFile(path: string, options: NamedFileOptions): Uint8Array<ArrayBuffer> {
  const { unusable, missing = unusable, mebibytes, check } = options;
  let bytes: Buffer<ArrayBuffer> | undefined;
  try {
    bytes = readWholeFile(path, { limit: mebibytes * 2 ** 20, mayBeLink: true, ...(check && { check }) });
  } catch (error) {
    if (error instanceof SeqwardenError) throw error;
    const code = errno(error) === 'ENOENT' ? missing : unusable;
    throw new SeqwardenError(code, `${path}: ${errno(error) || String(error)}`, { cause: error });
  }
  if (bytes === undefined)
    throw new SeqwardenError(unusable, `${path} is no file of at most ${mebibytes} MiB`);
  return new Uint8Array(bytes);
}
