import { type BytePath, displayPath, type ErrorCode, SeqwardenError } from '@seqwarden/proof';

/** The system's name for an error (`ENOENT`, …), or '' where it is none of the system's. */
export function errno(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
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

/** An error of the file system in the operator's words; an error of ours passes unchanged. */
export function fsError(error: unknown, side: 'source' | 'destination', path: BytePath): SeqwardenError {
  if (error instanceof SeqwardenError) return error;
  const name = errno(error);
  const code =
    side === 'source'
      ? (AS_SOURCE[name] ?? 'SOURCE_READ_FAILED')
      : (AS_DESTINATION[name] ?? 'DESTINATION_WRITE_FAILED');
  return new SeqwardenError(code, `${side} ${displayPath(path) || '.'}: ${name || String(error)}`, {
    cause: error,
    path,
  });
}
