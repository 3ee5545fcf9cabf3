/**
 * What may come from outside, as one line that is only what it looks like: blanks, tabs and line ends become one blank each, and what could end a line, move a
 * cursor, reorder what stands beside it or not be seen at all is written as `\u{N}`. Every renderer passes all strings of a paper through it.
 */
export function visibleText(text: string): string {
  return text
    .replace(/[\t\n\v\f\r\p{Zl}\p{Zp} ]+/gu, ' ')
    .replace(INVISIBLE, char => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)
    .trim();
}

/** As {@link visibleText}, with its lines and blanks: for what is copied as it is. */
export function visibleLines(text: string): string[] {
  return text.split(/\r\n|[\n\r\p{Zl}\p{Zp}]/u).map(line =>
    line
      .replaceAll('\t', ' ')
      .replace(INVISIBLE, char => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)
      .trimEnd(),
  );
}

/**
 * Controls, formats (of bidirectional text among them), halves of surrogate pairs, private and unassigned characters, and the letters and the symbol that look like a blank and are
 * none (Hangul fillers, Khmer inherent vowels, the empty Braille pattern).
 */
const INVISIBLE = /[\p{C}\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800]/gu;
