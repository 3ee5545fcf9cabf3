import { type Paper, visibleText } from '@seqwarden/cases/paper';
import type { Sheet, Style } from './sheet.ts';

const TITLE: Style = { font: 'bold', size: 16 };
const RUNNING: Style = { font: 'regular', size: 8 };

/**
 * A paper as a PDF. The same paper gives the same bytes, packed with the same version of Node (whose zlib does it), else with any: no date but those that stand on the paper, no
 * font of the machine. No link, no script, nothing from elsewhere.
 */
export async function paperPdf(
  { title, language, running, blocks }: Paper,
  { isPacked = true }: { readonly isPacked?: boolean } = {},
): Promise<Uint8Array> {
  // pdfkit takes a while to load, and few commands make a PDF.
  const [{ Sheet }, { drawBlock, drawText }] = await Promise.all([
    import('./sheet.ts'),
    import('./draw-block.ts'),
  ]);
  const sheet = new Sheet(visibleText(title), language, visibleText(running), isPacked);
  const root = sheet.struct('Document');
  sheet.addStructure(root);
  drawText(sheet, root, 'H1', title, TITLE);
  drawText(sheet, root, 'P', running, RUNNING);
  for (const block of blocks) drawBlock(sheet, root, block);
  root.end();
  numberPages(sheet, running);
  return await sheet.bytes();
}

function numberPages(sheet: Sheet, running: string): void {
  const { count } = sheet.bufferedPageRange();
  for (let at = 0; at < count; at++) {
    const page = sheet.switchToPage(at);
    // Text in the foot would begin a page.
    const { bottom, left } = page.margins;
    page.margins.bottom = 0;
    const y = page.height - 40;
    const words = sheet.words(running, RUNNING);
    const line = { height: 12, ellipsis: true };
    sheet.ornament('Pagination', () => {
      sheet.text(words, left, y, { ...line, width: sheet.breadth - 80 });
      sheet.text(`${at + 1} / ${count}`, left, y, { width: sheet.breadth, align: 'right' });
    });
    page.margins.bottom = bottom;
  }
}
