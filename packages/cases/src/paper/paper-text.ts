import type { Block, Paper } from './paper.ts';
import { visibleLines, visibleText } from './visible-text.ts';

/** Characters of a line. A word that is longer stands whole. */
const WIDTH = 78;
const GAP = '  ';
const UNDER = { 1: '=', 2: '-', 3: '' } as const;

/** A paper as plain text in UTF-8 lines of at most 78 characters, ended by LF. Pure. */
export function paperText({ title, running, blocks }: Paper): string {
  const head = [heading(title, '='), wrap(running)];
  return [...head, ...blocks.map(blockText)].map(lines => `${lines.join('\n')}\n`).join('\n');
}

function blockText(block: Block): readonly string[] {
  switch (block.kind) {
    case 'heading':
      return heading(block.text, UNDER[block.level]);
    case 'paragraph':
      return block.emphasis === 'strong' ? wrap(block.text, '  ! ', '    ') : wrap(block.text);
    case 'list':
      return block.items.flatMap((item, at) => {
        const mark = block.ordered ? `${at + 1}. ` : '- ';
        return wrap(item, mark, ' '.repeat(mark.length));
      });
    case 'facts':
      return block.facts.flatMap(([name, value]) => wrap(`${visibleText(name)}: ${value}`, '', '    '));
    case 'table':
      return tableText(block.head, block.rows);
    case 'blank':
      return [
        `${visibleText(block.label)}:`,
        ...Array.from({ length: block.lines }, () => `\n${'_'.repeat(WIDTH)}`),
      ];
    case 'verbatim':
      return visibleLines(block.text).map(line => `    ${line}`.trimEnd());
  }
}

function heading(text: string, under: string): string[] {
  const lines = wrap(text);
  const widest = Math.max(...lines.map(line => line.length));
  return under === '' ? lines : [...lines, under.repeat(widest)];
}

/** Side by side where that fits; else each row as pairs of name and value. */
function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [head, ...rows].map(row => head.map((_, at) => visibleText(row[at] ?? '')));
  const widths = head.map((_, at) => Math.max(...cells.map(row => row[at]?.length ?? 0)));
  const total = widths.reduce((sum, one) => sum + one, 0) + GAP.length * Math.max(0, head.length - 1);
  if (total <= WIDTH) {
    const line = (row: readonly string[]) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join(GAP)
        .trimEnd();
    const [names = [], ...others] = cells;
    return [line(names), widths.map(one => '-'.repeat(one)).join(GAP), ...others.map(line)];
  }
  const [names = [], ...others] = cells;
  return others.flatMap((row, at) => [
    ...(at === 0 ? [] : ['']),
    ...row.flatMap((cell, column) =>
      wrap(`${names[column] ?? ''}: ${cell}`, column === 0 ? '- ' : '  ', '      '),
    ),
  ]);
}

function wrap(text: string, first = '', others = first): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of visibleText(text).split(' ')) {
    const lead = lines.length === 0 ? first : others;
    if (line !== '' && lead.length + line.length + 1 + word.length > WIDTH) {
      lines.push(`${lead}${line}`);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, `${lines.length === 0 ? first : others}${line}`.trimEnd()];
}
