import { type BytePath, bytePathFromText, compareBytePaths } from '@seqwarden/proof';
import type { GivenBytes, GivenFile } from './given-file.ts';

/** A given file with the path that it has, or is taken to have, below the run or another folder. */
export interface PlacedFile {
  readonly id: number;
  readonly path: BytePath;
  readonly file: GivenBytes;
  /** The browser could not spell the name: bytes that are no text were replaced in it. */
  readonly isGarbled: boolean;
}

/** `path` as text, below the place that is meant. */
export function place({ id, file }: GivenFile, path: string): PlacedFile {
  const isGarbled = path.includes('\ufffd') || !path.isWellFormed();
  return { id, path: bytePathFromText(path), file, isGarbled };
}

export function inOrder(files: readonly PlacedFile[]): PlacedFile[] {
  return files.toSorted((a, b) => compareBytePaths(a.path, b.path));
}
