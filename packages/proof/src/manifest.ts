import type { BytePath } from './byte-path.ts';
import { SeqwardenError } from './errors.ts';

/** Limits of docs/FORMATS.md section 2, in bytes. */
export const MAX_PATH = 4096;
export const MAX_MANIFEST = 1024 ** 3;

const SLASH = 0x2f;
const ESCAPED = /[\\\n\r]/;

/**
 * One line of `SHA256SUMS` (docs/FORMATS.md section 2) as a binary string: one code unit for each byte, LF included.
 * The path is not checked here; see {@link checkBytePath}.
 */
export function manifestLine(path: BytePath, sha256Hex: string): string {
  const name = escapeName(path);
  return name === path ? `${sha256Hex}  ${path}\n` : `\\${sha256Hex}  ${name}\n`;
}

/** `\`, LF and CR as GNU `sha256sum` writes them. */
export function escapeName(path: BytePath): string {
  if (!ESCAPED.test(path)) return path;
  return path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

/** Throws `MANIFEST_MALFORMED` for a path that docs/FORMATS.md section 2 forbids. */
export function checkBytePath(path: BytePath): void {
  const fault = pathFault(path);
  if (fault !== undefined) throw new SeqwardenError('MANIFEST_MALFORMED', `a path ${fault}`, { path });
}

/** What is wrong with a path, or undefined. */
export function pathFault(path: BytePath): string | undefined {
  const fault = simplePathFault(path);
  if (fault !== undefined) return fault;
  const length = path.length;
  let partStart = 0;
  let onlyDots = true;
  for (let at = 0; at <= length; at++) {
    const byte = at === length ? SLASH : path.charCodeAt(at);
    if (byte === SLASH) {
      if (onlyDots && at - partStart <= 2) return 'has a part that is empty, "." or ".."';
      partStart = at + 1;
      onlyDots = true;
    } else if (byte !== 0x2e) {
      if (byte === 0) return 'holds a NUL';
      if (byte > 0xff) return 'is text, not bytes';
      onlyDots = false;
    }
  }
  return undefined;
}

/** The part of {@link pathFault} that needs no look at each byte. */
export function simplePathFault(path: BytePath): string | undefined {
  if (path.length === 0) return 'is empty';
  if (path.length > MAX_PATH) return `is longer than ${MAX_PATH} bytes`;
  if (isCustody(path)) return 'lies in Custody';
  return undefined;
}

/** Whether a path is `Custody` or lies in it, in any letter case. */
export function isCustody(path: BytePath): boolean {
  return (
    (path.charCodeAt(0) | 0x20) === 0x63 &&
    (path.length === 7 || path.charCodeAt(7) === SLASH) &&
    path.slice(0, 7).toLowerCase() === 'custody'
  );
}
