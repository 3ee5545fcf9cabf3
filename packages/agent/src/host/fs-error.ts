import { constants } from 'node:os';
import { type BytePath, displayPath, type ErrorCode, SeqwardenError } from '@seqwarden/proof';

/** As the system names them; Node's own begin with `ERR_`. `UNKNOWN` is what libuv calls an error of Windows that it has no name for. */
const OF_SYSTEM = /^(?:E[A-Z0-9]+|UNKNOWN)$/;

/** As Node names an error of the system that libuv has no name for, ESTALE and EDQUOT among them. */
const UNNAMED = /^Unknown system error -(\d+)$/;

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno).map(([name, number]) => [number, name]),
);

/** The system's name for an error (`ENOENT`, …; `E117` where none is known), or '' where it is none of the system's. */
export function errno(error: unknown): string {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return '';
  if (OF_SYSTEM.test(error.code)) return error.code;
  const number = UNNAMED.exec(error.code)?.[1];
  return number === undefined ? '' : (NAMES.get(Number(number)) ?? `E${number}`);
}

const AS_SOURCE: Readonly<Record<string, ErrorCode>> = {
  EACCES: 'SOURCE_UNREADABLE',
  EPERM: 'SOURCE_UNREADABLE',
  ELOOP: 'SOURCE_ESCAPED',
  EMLINK: 'SOURCE_ESCAPED',
  ENOTDIR: 'SOURCE_ESCAPED',
  ENOENT: 'SOURCE_CHANGED',
  ESTALE: 'SOURCE_CHANGED',
  // readlink() of what is no link any more
  EINVAL: 'SOURCE_CHANGED',
};

const AS_DESTINATION: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'DESTINATION_FULL',
  EDQUOT: 'DESTINATION_FULL',
  EFBIG: 'DESTINATION_FULL',
  ELOOP: 'DESTINATION_UNUSABLE',
  ENOTDIR: 'DESTINATION_UNUSABLE',
  EACCES: 'DESTINATION_UNUSABLE',
  EPERM: 'DESTINATION_UNUSABLE',
  EROFS: 'DESTINATION_UNUSABLE',
  ENOENT: 'DESTINATION_UNUSABLE',
  ESTALE: 'DESTINATION_UNUSABLE',
  EXDEV: 'DESTINATION_UNUSABLE',
};

/**
 * An error of the file system in the operator's words; an error of ours passes unchanged. What is neither is a defect, and no affair of the
 * file system: INTERNAL.
 */
export function fsError(error: unknown, side: 'source' | 'destination', path: BytePath): SeqwardenError {
  if (error instanceof SeqwardenError) return error;
  const name = errno(error);
  return new SeqwardenError(
    codeOf(name, side),
    `${side} ${displayPath(path) || '.'}: ${name || String(error)}`,
    { cause: error, path },
  );
}

function codeOf(name: string, side: 'source' | 'destination'): ErrorCode {
  if (name === '') return 'INTERNAL';
  if (side === 'source') return AS_SOURCE[name] ?? 'SOURCE_READ_FAILED';
  return AS_DESTINATION[name] ?? 'DESTINATION_WRITE_FAILED';
}
