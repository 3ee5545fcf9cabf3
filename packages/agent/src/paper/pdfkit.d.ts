/** What this folder uses of pdfkit 0.20.2. */
declare module 'pdfkit' {
  import type { Readable } from 'node:stream';

  interface TextOptions {
    readonly width?: number;
    readonly height?: number;
    readonly align?: 'left' | 'right';
    readonly ellipsis?: boolean;
    readonly lineBreak?: boolean;
  }

  interface Structure {
    /** What `child` holds is drawn now, where this element is a part of the document. */
    add(child: Structure): this;
    end(): void;
  }

  interface StructureOptions {
    /** Of a TH: what it is the head of. */
    readonly scope?: 'Column' | 'Row';
  }

  interface Page {
    readonly width: number;
    readonly height: number;
    readonly margins: { top: number; bottom: number; left: number; right: number };
    /** The lowest place for text, in points from the top. */
    maxY(): number;
  }

  interface DocumentOptions {
    readonly size: string;
    readonly margins: Page['margins'];
    readonly bufferPages: boolean;
    readonly compress: boolean;
    readonly font: Buffer;
    readonly pdfVersion: string;
    readonly tagged: boolean;
    readonly displayTitle: boolean;
    readonly lang: string;
    readonly info: Readonly<Record<string, string | Date>>;
  }

  class PDFDocument extends Readable {
    constructor(options: DocumentOptions);
    x: number;
    y: number;
    readonly page: Page;
    info: Record<string, string | Date>;
    readonly _font: { readonly font: { hasGlyphForCodePoint(point: number): boolean } };
    /** Writes what the document says of itself as XMP, at the end. */
    _addInfo(): void;
    appendXML(xml: string): void;
    registerFont(name: string, font: Buffer): this;
    font(name: string): this;
    fontSize(points: number): this;
    text(text: string, options?: TextOptions): this;
    text(text: string, x: number, y: number, options?: TextOptions): this;
    widthOfString(text: string): number;
    heightOfString(text: string, options: TextOptions): number;
    moveDown(lines: number): this;
    continueOnNewPage(): this;
    struct(type: string, draw?: () => void): Structure;
    struct(type: string, options: StructureOptions, draw: () => void): Structure;
    addStructure(root: Structure): this;
    markContent(tag: string, options: { readonly type: string }): this;
    endMarkedContent(): this;
    rect(x: number, y: number, width: number, height: number): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    lineWidth(points: number): this;
    strokeColor(colour: string): this;
    stroke(): this;
    bufferedPageRange(): { readonly start: number; readonly count: number };
    switchToPage(at: number): Page;
    end(): void;
  }
  export default PDFDocument;
}
