import { visibleText } from '@seqwarden/cases/paper';
import PDFDocument from 'pdfkit';
import { breakLongWords } from './break-long-words.ts';
import { readFonts } from './fonts.ts';
import { legible } from './legible.ts';

/** Points: 20 mm. */
export const MARGIN = 57;

export interface Style {
  readonly font: 'regular' | 'bold';
  /** Points. */
  readonly size: number;
}

/** A tagged PDF of A4 pages by PDF/UA-1 (ISO 14289-1), of which everything that is drawn is legible. The same calls give the same bytes. */
export class Sheet extends PDFDocument {
  readonly #xmp: string;

  /** `title` and `about` have passed {@link visibleText}. Not packed, the bytes depend on no version of zlib. */
  constructor(title: string, language: string, about: string, isPacked: boolean) {
    const { regular, bold } = readFonts();
    super({
      size: 'A4',
      margins: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
      bufferPages: true,
      compress: isPacked,
      font: regular,
      pdfVersion: '1.7',
      tagged: true,
      displayTitle: true,
      lang: language,
      // Of these pdfkit makes the file's ID, for which it needs a date.
      info: { ...SELF, Title: title, Subject: about, CreationDate: new Date(0) },
    });
    // A date of making would differ each time or be wrong: when a paper is of stands on it.
    delete this.info.CreationDate;
    this.#xmp = xmp(title);
    this.registerFont('regular', regular);
    this.registerFont('bold', bold);
  }

  /** pdfkit would put the title between tags as it is, and the date. */
  override _addInfo(): void {
    this.appendXML(this.#xmp);
  }

  /** Sets the style and gives what can be drawn of `text` in it, in lines of `width` points. */
  words(text: string, { font, size }: Style, width = this.breadth): string {
    this.font(font).fontSize(size);
    const words = legible(visibleText(text), point => this._font.font.hasGlyphForCodePoint(point));
    return breakLongWords(words, width, char => this.widthOfString(char));
  }

  /** What is not content: lines, page numbers. */
  ornament(type: 'Layout' | 'Pagination', draw: () => void): void {
    this.markContent('Artifact', { type });
    draw();
    this.endMarkedContent();
  }

  /** Points between the margins. */
  get breadth(): number {
    return this.page.width - 2 * MARGIN;
  }

  /** Goes on on a new page unless `height` points are left on this one. */
  need(height: number): void {
    if (this.y > MARGIN && this.y + height > this.page.maxY()) this.continueOnNewPage();
  }

  async bytes(): Promise<Uint8Array> {
    this.end();
    const parts: Uint8Array[] = [];
    for await (const part of this) parts.push(part);
    return Buffer.concat(parts);
  }
}

const SELF = { Author: 'Seqwarden', Creator: 'Seqwarden', Producer: 'Seqwarden' } as const;

/** pdfkit's own `subset: 'PDF/UA'` would say the part too, and beside each font a CIDSet that lacks glyphs, which PDF/UA forbids. */
function xmp(title: string): string {
  return `<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escaped(title)}</rdf:li></rdf:Alt></dc:title></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>${SELF.Producer}</pdf:Producer></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** An element of the document's structure, by which a screen reader finds its way. */
export type Structure = ReturnType<Sheet['struct']>;
