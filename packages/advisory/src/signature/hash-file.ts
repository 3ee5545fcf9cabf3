import { createHash } from 'node:crypto';

export type HashAlgorithm = 'sha256' | 'sha512';

/**
 * - `good`, `bad`: the file names a digest of this algorithm, and the document has it or not
 * - `unreadable`: no such digest stands there, or it is one of another file
 */
export type HashState = 'good' | 'bad' | 'unreadable';

/** Far more than one line with a name. */
const MAX_HASH_FILE_BYTES = 4096;

const DIGITS: Readonly<Record<HashAlgorithm, number>> = { sha256: 64, sha512: 128 };

/**
 * Holds a `.sha256` or `.sha512` file beside a document against its bytes. The form is that of coreutils (digest, blank, blank or `*`, name), or the
 * digest alone; the line may lack its end, as 2,378 of CISA's 2,383 do (docs/FORMATS.md, section 24). More than one line is not what CSAF asks for.
 */
export function checkHashFile(
  hashFile: Uint8Array,
  document: Uint8Array,
  fileName: string,
  algorithm: HashAlgorithm,
): HashState {
  if (hashFile.length > MAX_HASH_FILE_BYTES) return 'unreadable';
  const text = Buffer.from(hashFile).toString('latin1').trim();
  const [, digest = '', name] = /^([0-9A-Fa-f]+)(?:[ \t]+\*?([^\r\n]+))?$/.exec(text) ?? [];
  if (digest.length !== DIGITS[algorithm]) return 'unreadable';
  if (name !== undefined && name.slice(name.lastIndexOf('/') + 1) !== fileName) return 'unreadable';
  return createHash(algorithm).update(document).digest('hex') === digest.toLowerCase() ? 'good' : 'bad';
}
