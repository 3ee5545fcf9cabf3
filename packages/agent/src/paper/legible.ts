/** Unseen, or from right to left, which pdfkit does not order. */
const NOT_DRAWN =
  /[\p{C}\p{Zl}\p{Zp}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}]/u;

/** A line as a PDF can show it: what the font lacks and what has no form or another direction is shown by its number, `[U+674E]`. Pure. */
export function legible(line: string, hasGlyph: (point: number) => boolean): string {
  return [...line.toWellFormed().normalize('NFC')]
    .map(char => {
      const point = char.codePointAt(0) ?? 0;
      const drawn = !NOT_DRAWN.test(char) && hasGlyph(point);
      return drawn ? char : `[U+${point.toString(16).toUpperCase().padStart(4, '0')}]`;
    })
    .join('');
}
