/**
 * Hostile text on one line of a terminal: what could move the cursor, end the line or reorder what stands beside it is written as
 * `\u{N}`. For host paths and messages; names inside a run go through `displayPath`.
 */
export function oneLine(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    char => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
