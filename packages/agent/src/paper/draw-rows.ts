import { MARGIN, type Sheet, type Structure, type Style } from './sheet.ts';

const PAD = 3;
const BODY: Style = { font: 'regular', size: 8.5 };
const NAME: Style = { font: 'bold', size: 8.5 };

interface Cell {
  readonly text: string;
  readonly style: Style;
  /** Where it is a head: of what. */
  readonly scope?: 'Column' | 'Row';
}

/** A table with its head on every page that it reaches. A row that no page could hold is told as pairs of name and value, over pages. */
export function drawTable(
  sheet: Sheet,
  parent: Structure,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const names = head.map((text): Cell => ({ text, style: NAME, scope: 'Column' }));
  const body = rows.map(row => head.map((_, at): Cell => ({ text: row[at] ?? '', style: BODY })));
  const widths = shares(naturalWidths(sheet, [names, ...body]), sheet.breadth);
  const table = sheet.struct('Table');
  parent.add(table);
  const room = sheet.page.maxY() - MARGIN;
  const top = heightOf(sheet, names, widths);
  // Names that fill half a page cannot be repeated.
  const repeats = top < room / 2;
  sheet.need(top + heightOf(sheet, body[0] ?? [], widths));
  if (repeats) drawRow(sheet, table, names, widths, top);
  for (const row of body) {
    const height = heightOf(sheet, row, widths);
    if (!repeats || top + height > room) {
      drawTall(sheet, table, row, names);
      continue;
    }
    if (sheet.y + height > sheet.page.maxY()) {
      sheet.continueOnNewPage();
      sheet.ornament('Pagination', () => drawRow(sheet, undefined, names, widths, top));
    }
    drawRow(sheet, table, row, widths, height);
  }
  table.end();
  sheet.x = MARGIN;
}

/** Pairs of a name and what it is, side by side. */
export function drawFacts(
  sheet: Sheet,
  parent: Structure,
  facts: readonly (readonly [string, string])[],
): void {
  const widths = [sheet.breadth * 0.3, sheet.breadth * 0.7];
  const table = sheet.struct('Table');
  parent.add(table);
  for (const [name, value] of facts) {
    const head: Cell = { text: name, style: NAME, scope: 'Row' };
    const body: Cell = { text: value, style: BODY };
    const row = [head, body];
    const height = heightOf(sheet, row, widths);
    if (height > sheet.page.maxY() - MARGIN) drawTall(sheet, table, [{ ...head, text: `${name}:` }, body]);
    else {
      sheet.need(height);
      drawRow(sheet, table, row, widths, height);
    }
  }
  table.end();
  sheet.x = MARGIN;
}

/** `parent` is undefined for what is drawn again and said only once. */
function drawRow(
  sheet: Sheet,
  parent: Structure | undefined,
  cells: readonly Cell[],
  widths: readonly number[],
  height: number,
): void {
  const y = sheet.y;
  const row = parent === undefined ? undefined : sheet.struct('TR');
  if (row !== undefined) parent?.add(row);
  let x = MARGIN;
  for (const [at, cell] of cells.entries()) {
    const { text, style } = cell;
    const width = widths[at] ?? 0;
    const left = x;
    const draw = () => {
      const inner = width - 2 * PAD;
      sheet.text(sheet.words(text, style, inner), left + PAD, y + PAD, { width: inner });
    };
    if (row === undefined) draw();
    else row.add(cellOf(sheet, cell, draw));
    x += width;
  }
  row?.end();
  const lines = () => {
    let edge = MARGIN;
    sheet.lineWidth(0.5).strokeColor('#888888');
    for (const [at] of cells.entries()) {
      sheet.rect(edge, y, widths[at] ?? 0, height).stroke();
      edge += widths[at] ?? 0;
    }
  };
  if (row === undefined) lines();
  else sheet.ornament('Layout', lines);
  sheet.x = MARGIN;
  sheet.y = y + height;
}

/** A row from margin to margin, one cell below the other, each with its head where the table has one. */
function drawTall(sheet: Sheet, parent: Structure, row: readonly Cell[], names: readonly Cell[] = []): void {
  const element = sheet.struct('TR');
  parent.add(element);
  for (const [at, cell] of row.entries()) {
    const name = names[at];
    const parts = name === undefined ? [cell] : [{ ...name, text: `${name.text}:` }, cell];
    const draw = () => {
      sheet.y += PAD;
      for (const { text, style } of parts) sheet.text(sheet.words(text, style), MARGIN, sheet.y);
    };
    element.add(cellOf(sheet, cell, draw));
  }
  element.end();
  sheet.y += PAD;
}

function cellOf(sheet: Sheet, { scope }: Cell, draw: () => void): Structure {
  return scope === undefined ? sheet.struct('TD', draw) : sheet.struct('TH', { scope }, draw);
}

/** Points, with the room around the words. */
function heightOf(sheet: Sheet, cells: readonly Cell[], widths: readonly number[]): number {
  const heights = cells.map(({ text, style }, at) => {
    const width = (widths[at] ?? 0) - 2 * PAD;
    return sheet.heightOfString(sheet.words(text, style, width), { width });
  });
  return Math.max(sheet.heightOfString('X', {}), ...heights) + 2 * PAD;
}

function naturalWidths(sheet: Sheet, rows: readonly (readonly Cell[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [at, { text, style }] of row.entries()) {
      const width = sheet.widthOfString(sheet.words(text, style)) + 2 * PAD + 1;
      widths[at] = Math.max(widths[at] ?? 0, width);
    }
  return widths;
}

/** Narrow columns get what they need, the others share what is left. Pure. */
export function shares(natural: readonly number[], breadth: number): number[] {
  const widths: number[] = [];
  let left = breadth;
  const narrowFirst = [...natural.entries()].sort(([, a], [, b]) => a - b);
  for (const [done, [at, width]] of narrowFirst.entries()) {
    widths[at] = Math.min(width, left / (natural.length - done));
    left -= widths[at];
  }
  const more = left / Math.max(1, natural.length);
  return widths.map(width => width + more);
}
