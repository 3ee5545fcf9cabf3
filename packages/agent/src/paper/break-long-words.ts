/** Characters. Finding where a word has to be broken takes pdfkit a time that grows with the square of its length. */
const LONG = 60;

/** `text` with a line end wherever a long word would pass `width` points; `widthOf` measures one character. Pure but for `widthOf`. */
export function breakLongWords(text: string, width: number, widthOf: (char: string) => number): string {
  const known = new Map<string, number>();
  const measure = (char: string) => {
    const found = known.get(char) ?? widthOf(char);
    known.set(char, found);
    return found;
  };
  return text
    .split(' ')
    .map(word => (word.length < LONG ? word : lines(word, width, measure).join('\n')))
    .join(' ');
}

function lines(word: string, width: number, measure: (char: string) => number): string[] {
  const done: string[] = [];
  let [line, used] = ['', 0];
  for (const char of word) {
    const more = measure(char);
    if (used + more > width && line !== '') {
      done.push(line);
      [line, used] = ['', 0];
    }
    line += char;
    used += more;
  }
  return [...done, line];
}
