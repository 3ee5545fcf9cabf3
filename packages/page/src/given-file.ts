/** What is asked of a file: of the browser's `Blob` as much as is needed here. */
export interface GivenBytes {
  readonly size: number;
  slice(from: number, to: number): GivenBytes;
  /** Throws what the browser throws for a file that cannot be read. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A file as a person handed it over. */
export interface GivenFile {
  /** Counts up from 0; a file keeps it while the page is open. */
  readonly id: number;
  /** As the browser says: the names of the given folder and of those below it, joined by `/`. A file given alone has its name only. */
  readonly path: string;
  readonly file: GivenBytes;
}

/** As the page has it, and hands it to its worker. */
export interface FileOfPage extends GivenFile {
  readonly file: Blob;
}

/** Given alone: where it lay is not known. */
export function isLoose({ path }: GivenFile): boolean {
  return !path.includes('/');
}

/** The folder that was given, in which this file lies; of a loose file its own name. */
export function topOf({ path }: GivenFile): string {
  return path.slice(0, path.indexOf('/') >>> 0);
}
