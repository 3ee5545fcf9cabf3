import { type BytePath, bytePathToText, displayPath, SeqwardenError } from '@seqwarden/proof';
import type { S3Spec } from './wire.ts';

/** Bytes of UTF-8 (Amazon S3 User Guide, "Naming Amazon S3 objects"). */
const LONGEST_KEY = 1024;

/** What stands before the names of a destination's runs. */
export function keyPrefix(spec: S3Spec): string {
  return spec.prefix === '' ? '' : `${spec.prefix}/`;
}

/** Why no object can have this name below `prefix`, in words; undefined where one can. */
export function keyRefusal(prefix: string, path: BytePath): string | undefined {
  const text = bytePathToText(path);
  if (text === undefined) return 'the name is not UTF-8, and keys of objects are';
  // Listings are XML 1.0, which cannot carry them (or carries them as something else).
  if (/[\p{Cc}\ufffe\uffff]/u.test(text))
    return 'the name has a control character, or one that XML cannot carry';
  if (text.split('/').some(part => part === '' || part === '.' || part === '..'))
    return 'a part of the name is empty, `.` or `..`, which clients take out of addresses';
  const length = Buffer.byteLength(prefix) + path.length;
  if (length > LONGEST_KEY) return `the key would have ${length} bytes, of which ${LONGEST_KEY} are possible`;
  return undefined;
}

/** Throws NAME_UNSUPPORTED where {@link keyRefusal} has something to say. */
export function keyOf(prefix: string, path: BytePath): string {
  const refused = keyRefusal(prefix, path);
  if (refused !== undefined)
    throw new SeqwardenError('NAME_UNSUPPORTED', `${displayPath(path)}: ${refused}`, { path });
  return prefix + bytePathToText(path);
}

/** A key of a listing whose encoding is `url`: Amazon writes a blank as `+`, others as `%20`. */
export function decodeKey(encoded: string): BytePath {
  return Buffer.from(encoded.replaceAll('+', ' '))
    .toString('latin1')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
