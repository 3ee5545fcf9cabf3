import type { NamedFile } from './dropped-files.ts';
import { type FileOfPage, isLoose } from './given-file.ts';

/** What was given so far, in any number of steps. */
export class GivenFiles {
  readonly #files = new Map<string, FileOfPage>();
  #nextId = 0;

  /** A file given anew under its path takes the place of the former; two of one name, given alone, may be two. */
  add(files: readonly NamedFile[]): void {
    for (const { path, file } of files) {
      const one: FileOfPage = { id: this.#nextId++, path, file };
      this.#files.set(isLoose(one) ? `${path}/${file.size}/${file.lastModified}` : path, one);
    }
  }

  clear(): void {
    this.#files.clear();
  }

  get all(): FileOfPage[] {
    return [...this.#files.values()];
  }
}
