import type { BytePath } from '@seqwarden/proof';
import type { PlacedFile } from './placed-file.ts';

/** A file of which only the end of its path is known, and what the list has for it. */
export interface AdriftFile {
  readonly file: PlacedFile;
  /** How many lines it could be. */
  candidates: number;
  /** The one that has its bytes, else the last of them; with its line. */
  path: BytePath;
  line: number;
  /** Whether one of them has its bytes. */
  isFound: boolean;
}

/** Files adrift, met with the lines of a list one by one. */
export class Adrift {
  readonly #byName = new Map<BytePath, AdriftFile[]>();
  readonly #digest: (file: PlacedFile) => string | undefined;

  constructor(files: readonly PlacedFile[], digest: (file: PlacedFile) => string | undefined) {
    this.#digest = digest;
    for (const file of files) {
      const name = nameOf(file.path);
      const alike = this.#byName.get(name) ?? [];
      alike.push({ file, candidates: 0, path: '', line: 0, isFound: false });
      this.#byName.set(name, alike);
    }
  }

  /** Whether this line is of a file that was given, and has its bytes. */
  meet(path: BytePath, sha256: string, line: number): boolean {
    if (this.#byName.size === 0) return false;
    let isMet = false;
    for (const one of this.#byName.get(nameOf(path)) ?? []) {
      if (!isEndOf(one.file.path, path)) continue;
      one.candidates++;
      if (one.isFound) continue;
      one.path = path;
      one.line = line;
      one.isFound = this.#digest(one.file) === sha256;
      isMet ||= one.isFound;
    }
    return isMet;
  }

  *all(): Generator<AdriftFile> {
    for (const alike of this.#byName.values()) yield* alike;
  }
}

function nameOf(path: BytePath): BytePath {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A folder from deep in the run, or one that holds the run: one path ends with the other, part by part. */
function isEndOf(given: BytePath, listed: BytePath): boolean {
  return given === listed || listed.endsWith(`/${given}`) || given.endsWith(`/${listed}`);
}
