import { type Bytes, binaryString, bytesOfBinary } from './bytes.ts';

/** RFC 4648 section 4: padded, without line breaks. */
export function encodeBase64(bytes: Uint8Array): string {
  return btoa(binaryString(bytes));
}

/**
 * The bytes, or undefined for anything but the one canonical spelling: `atob` also takes blanks, missing
 * padding and stray bits in the last character.
 */
export function decodeBase64(text: string): Bytes | undefined {
  try {
    const binary = atob(text);
    return btoa(binary) === text ? bytesOfBinary(binary) : undefined;
  } catch {
    return undefined;
  }
}
