/** A paragraph in lines of at most `width` characters, the first after `lead`, the others indented as far. A word that is longer stands whole. */
export function wrapped(lead: string, text: string, width = 110): string {
  const indent = ' '.repeat(lead.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter(part => part !== '')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line]
    .map((one, at) => `${at === 0 ? lead : indent}${one}`.trimEnd())
    .join('\n')
    .concat('\n');
}
