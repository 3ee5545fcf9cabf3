/**
 * Text for a terminal or a log: what moves a cursor or reorders a line, and is no line feed of our own, is written as JSON writes it. Notes may carry such characters in the names
 * of keys that nobody knows.
 */
export function plainText(text: string): string {
  return text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, char =>
    Array.from(
      { length: char.length },
      (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
