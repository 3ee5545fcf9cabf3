import { type Bytes, binaryString, bytesOfBinary, textOfUtf8, utf8 } from './bytes.ts';

/**
 * A path inside a run, as the bytes that the file system holds.
 *
 * One UTF-16 code unit stands for one byte (0–255, "latin1"), parts are joined by `/`, there is no leading
 * or trailing `/`. So a name that is not UTF-8 survives, and `<` compares as `LC_ALL=C sort` does.
 * It is not text: turn it into text for people with {@link displayPath}, into JSON with {@link jsonPath}.
 */
export type BytePath = string;

export function bytePathFromBytes(bytes: Uint8Array): BytePath {
  return binaryString(bytes);
}

export function bytePathFromText(text: string): BytePath {
  return binaryString(utf8(text));
}

export function bytePathToBytes(path: BytePath): Bytes {
  return bytesOfBinary(path);
}

/** The path as text, or undefined where its bytes are not UTF-8. */
export function bytePathToText(path: BytePath): string | undefined {
  try {
    return textOfUtf8(bytesOfBinary(path));
  } catch {
    return undefined;
  }
}

/**
 * For a terminal: never a control character, a bidirectional override or a raw byte, so that a hostile name
 * cannot move the cursor or reorder a line. What is replaced is written `\xNN` or `\u{NNNN}`.
 */
export function displayPath(path: BytePath): string {
  const text = bytePathToText(path);
  if (text === undefined) {
    return path.replace(
      /[^\x20-\x5b\x5d-\x7e]/g,
      byte => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );
  }
  return text.replace(/[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, char =>
    char === '\\' ? '\\\\' : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

export type JsonPath = { readonly path: string } | { readonly pathBase64: string };

/** `{ path }` where the name is UTF-8, else `{ pathBase64 }`: standard base64 of the raw bytes. */
export function jsonPath(path: BytePath): JsonPath {
  const text = bytePathToText(path);
  return text === undefined ? { pathBase64: btoa(path) } : { path: text };
}

/** Byte order, as `LC_ALL=C sort`. */
export function compareBytePaths(a: BytePath, b: BytePath): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
