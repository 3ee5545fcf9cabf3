import { nearest } from './nearest.ts';
import type { TomlPath, TomlPosition, TomlPositions } from './toml-positions.ts';

/** One thing that is wrong. No value of the file is in it, as it could be a secret; keys are. */
export interface TomlProblem extends TomlPosition {
  /** As `destination.archive.limits[1].hours`; the first element of a list is 1. Empty for the file as a whole. */
  readonly key: string;
  readonly what: string;
}

/** Makes a value of ours of a value of TOML; undefined after it has refused it by {@link Place.refuse}. */
export type Read<T> = (value: unknown, place: Place) => T | undefined;

/** Where in the document something stands. All places of a document collect into one list of problems. */
export class Place {
  readonly path: TomlPath;
  readonly #positions: TomlPositions;
  readonly #problems: TomlProblem[];

  constructor(path: TomlPath, positions: TomlPositions, problems: TomlProblem[]) {
    this.path = path;
    this.#positions = positions;
    this.#problems = problems;
  }

  at(...path: TomlPath): Place {
    return new Place([...this.path, ...path], this.#positions, this.#problems);
  }

  refuse(what: string): undefined {
    this.#problems.push({ ...this.#positions.of(this.path), key: keyText(this.path), what });
  }
}

/** Keys of one table. Whoever is done with it calls {@link end}, so that no key goes unread. */
export class TableReader {
  readonly place: Place;
  readonly #entries: ReadonlyMap<string, unknown>;
  readonly #known: string[] = [];

  constructor(entries: ReadonlyMap<string, unknown>, place: Place) {
    this.#entries = entries;
    this.place = place;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** undefined after a problem was noted: there is none, or it is not what it should be. */
  required<T>(key: string, read: Read<T>): T | undefined {
    const value = this.#value(key);
    if (value === undefined) return this.place.refuse(`has no key \`${key}\``);
    return read(value, this.place.at(key));
  }

  optional<T>(key: string, read: Read<T>): T | undefined {
    const value = this.#value(key);
    return value === undefined ? undefined : read(value, this.place.at(key));
  }

  /** The value where the key is there and good, else the fallback; a problem is noted all the same. */
  orElse<T>(key: string, read: Read<T>, fallback: T): T {
    return this.optional(key, read) ?? fallback;
  }

  end(): void {
    for (const key of this.#entries.keys()) {
      if (this.#known.includes(key)) continue;
      const meant = nearest(key, this.#known);
      const hint = meant === undefined ? `known are ${this.#known.join(', ')}` : `did you mean \`${meant}\`?`;
      this.place.at(key).refuse(`is no key that is known here; ${hint}`);
    }
  }

  #value(key: string): unknown {
    this.#known.push(key);
    return this.#entries.get(key);
  }
}

function keyText(path: TomlPath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part + 1}]`;
      const name = /^[A-Za-z0-9_-]+$/.test(part) ? part : quoted(part);
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}

/** On one line, whatever it is. */
function quoted(name: string): string {
  return JSON.stringify(name).replace(
    /[^\x20-\x7e]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
