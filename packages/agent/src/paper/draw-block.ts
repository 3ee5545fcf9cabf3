import { type Block, visibleLines } from '@seqwarden/cases/paper';
import { drawFacts, drawTable } from './draw-rows.ts';
import { MARGIN, type Sheet, type Structure, type Style } from './sheet.ts';

const TEXT: Style = { font: 'regular', size: 10 };
const STRONG: Style = { font: 'bold', size: 10 };
const SMALL: Style = { font: 'regular', size: 8.5 };
const HEADINGS: Readonly<Record<1 | 2 | 3, Style>> = {
  1: { font: 'bold', size: 14 },
  2: { font: 'bold', size: 12 },
  3: { font: 'bold', size: 10.5 },
};
/** Points that a heading wants below it on its page, so that it stands with what it names. */
const WITH_HEADING = 70;
const WRITING_LINE = 24;
const INDENT = 18;

export function drawBlock(sheet: Sheet, parent: Structure, block: Block): void {
  switch (block.kind) {
    case 'heading':
      sheet.need(WITH_HEADING);
      // The title is H1.
      drawText(sheet, parent, `H${block.level + 1}`, block.text, HEADINGS[block.level]);
      return;
    case 'paragraph':
      drawText(sheet, parent, 'P', block.text, styleOf(block.emphasis));
      return;
    case 'list':
      drawList(sheet, parent, block.items, block.ordered);
      return;
    case 'facts':
      drawFacts(sheet, parent, block.facts);
      sheet.moveDown(0.6);
      return;
    case 'table':
      drawTable(sheet, parent, block.head, block.rows);
      sheet.moveDown(0.6);
      return;
    case 'blank':
      drawBlank(sheet, parent, block.label, block.lines);
      return;
    case 'verbatim':
      for (const line of visibleLines(block.text)) drawLine(sheet, parent, line);
      sheet.moveDown(0.4);
      return;
  }
}

export function drawText(sheet: Sheet, parent: Structure, tag: string, text: string, style: Style): void {
  parent.add(sheet.struct(tag, () => sheet.text(sheet.words(text, style))));
  sheet.moveDown(0.4);
}

function styleOf(emphasis: 'strong' | 'small' | undefined): Style {
  if (emphasis === 'strong') return STRONG;
  return emphasis === 'small' ? SMALL : TEXT;
}

function drawList(sheet: Sheet, parent: Structure, items: readonly string[], ordered: boolean): void {
  const list = sheet.struct('L');
  parent.add(list);
  for (const [at, item] of items.entries()) {
    const line = sheet.struct('LI');
    list.add(line);
    sheet.need(sheet.heightOfString(sheet.words('X', TEXT), {}));
    const y = sheet.y;
    const mark = ordered ? `${at + 1}.` : '•';
    line.add(sheet.struct('Lbl', () => sheet.text(sheet.words(mark, TEXT), MARGIN, y, { lineBreak: false })));
    line.add(
      sheet.struct('LBody', () =>
        sheet.text(sheet.words(item, TEXT, sheet.breadth - INDENT), MARGIN + INDENT, y, {
          width: sheet.breadth - INDENT,
        }),
      ),
    );
    line.end();
    sheet.x = MARGIN;
  }
  list.end();
  sheet.moveDown(0.4);
}

function drawBlank(sheet: Sheet, parent: Structure, label: string, lines: number): void {
  sheet.need(2 * WRITING_LINE);
  parent.add(sheet.struct('P', () => sheet.text(`${sheet.words(label, TEXT)}:`)));
  for (let drawn = 0; drawn < lines; drawn++) {
    sheet.need(WRITING_LINE);
    sheet.y += WRITING_LINE;
    sheet.ornament('Layout', () =>
      sheet
        .lineWidth(0.5)
        .strokeColor('#000000')
        .moveTo(MARGIN, sheet.y)
        .lineTo(MARGIN + sheet.breadth, sheet.y)
        .stroke(),
    );
  }
  sheet.moveDown(0.6);
}

/** One line as it is; its blanks are kept. */
function drawLine(sheet: Sheet, parent: Structure, line: string): void {
  const lead = /^ */.exec(line)?.[0] ?? '';
  const words = lead + sheet.words(line, SMALL, sheet.breadth - 3 * INDENT);
  if (line === '') sheet.moveDown(1);
  else
    parent.add(
      sheet.struct('P', () =>
        sheet.text(words, MARGIN + INDENT, sheet.y, { width: sheet.breadth - 2 * INDENT }),
      ),
    );
  sheet.x = MARGIN;
}
