/** Characters of ASCII that VERS encodes in a version (clause 5.3.3.2). */
const ENCODED = '<>=!*|% ';

/** Decodes once; null where a `%` begins no triplet of UTF-8, or a control character comes out. */
export function decodeVersion(written: string): string | null {
  if (!written.includes('%')) return written;
  try {
    const version = decodeURIComponent(written);
    return [...version].some(isControl) ? null : version;
  } catch {
    return null;
  }
}

/** The one canonical spelling: upper-case triplets, and only where one is needed. */
export function encodeVersion(version: string): string {
  let written = '';
  for (const byte of Buffer.from(version)) {
    const character = String.fromCharCode(byte);
    const isPlain = byte > 0x20 && byte < 0x7f && !ENCODED.includes(character);
    written += isPlain ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return written;
}

function isControl(character: string): boolean {
  const code = character.charCodeAt(0);
  return code < 0x20 || code === 0x7f;
}
