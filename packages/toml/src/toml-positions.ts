/** Keys from the document down; a number is the index of an element of an array. */
export type TomlPath = readonly (string | number)[];

/** Both from 1; columns in UTF-16 units, as editors count them. */
export interface TomlPosition {
  readonly line: number;
  readonly column: number;
}

/**
 * Where each key and each element of a TOML document is first named. The text must be one that the parser has accepted: this reads TOML's lexical
 * grammar only and finds no faults. What it cannot read it passes over, so it ends for any text.
 */
export function tomlPositions(text: string): TomlPositions {
  return new Scanner(text).scan();
}

export class TomlPositions {
  /** Values that look like dates and are of no day of the calendar; the parser takes the next month for them. */
  readonly noDays: readonly TomlPath[];
  readonly #offsets: ReadonlyMap<string, number>;
  readonly #text: string;

  constructor(text: string, offsets: ReadonlyMap<string, number>, noDays: readonly TomlPath[]) {
    this.#text = text;
    this.#offsets = offsets;
    this.noDays = noDays;
  }

  /** Of the path, or of the nearest of its parents that is named; the first line for the document itself. */
  of(path: TomlPath): TomlPosition {
    const offset = this.exact(path);
    if (offset !== undefined) return offset;
    return path.length === 0 ? { line: 1, column: 1 } : this.of(path.slice(0, -1));
  }

  /** undefined where nothing in the text names this path. */
  exact(path: TomlPath): TomlPosition | undefined {
    const offset = this.#offsets.get(JSON.stringify(path));
    if (offset === undefined) return undefined;
    const before = this.#text.slice(0, offset);
    return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
  }
}

interface Key {
  readonly name: string;
  readonly offset: number;
}

const BLANK = /[ \t]*/y;
const BLANK_LINES = /(?:[ \t\r\n]|#[^\n]*)*/y;
const BARE_KEY = /[A-Za-z0-9_-]+/y;
const BARE_VALUE = /[^,\]}#\n]*/y;
const STRING = /"""(?:[^\\]|\\[\s\S])*?"{3,5}(?!")|'''[\s\S]*?'{3,5}(?!')|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;

class Scanner {
  readonly #text: string;
  readonly #offsets = new Map<string, number>();
  readonly #noDays: TomlPath[] = [];
  /** Arrays of tables: how many elements the headers have begun. */
  readonly #counts = new Map<string, number>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): TomlPositions {
    let table: TomlPath = [];
    for (this.#match(BLANK_LINES); this.#at < this.#text.length; this.#match(BLANK_LINES)) {
      const before = this.#at;
      if (this.#take('[[')) table = this.#header(true);
      else if (this.#take('[')) table = this.#header(false);
      else this.#pair(table);
      if (this.#at === before) this.#at++;
    }
    return new TomlPositions(this.#text, this.#offsets, this.#noDays);
  }

  #header(isArray: boolean): TomlPath {
    const keys = this.#keys();
    this.#take(isArray ? ']]' : ']');
    let path: TomlPath = [];
    for (const [index, { name, offset }] of keys.entries()) {
      path = [...path, name];
      this.#note(path, offset);
      const id = JSON.stringify(path);
      const count = this.#counts.get(id);
      if (isArray && index === keys.length - 1) {
        this.#counts.set(id, (count ?? 0) + 1);
        path = [...path, count ?? 0];
        this.#note(path, offset);
      } else if (count !== undefined) path = [...path, count - 1];
    }
    return path;
  }

  #pair(table: TomlPath): void {
    let path = table;
    for (const { name, offset } of this.#keys()) {
      path = [...path, name];
      this.#note(path, offset);
    }
    this.#match(BLANK);
    if (this.#take('=')) this.#value(path);
  }

  #value(path: TomlPath): void {
    this.#match(BLANK);
    if (this.#take('[')) this.#list(']', index => this.#element([...path, index]));
    else if (this.#take('{')) this.#list('}', () => this.#pair(path));
    else if (this.#match(STRING) === '' && isNoDay(this.#match(BARE_VALUE))) this.#noDays.push(path);
  }

  #element(path: TomlPath): void {
    this.#note(path, this.#at);
    this.#value(path);
  }

  /** What stands between brackets, with commas, over lines, among comments. */
  #list(end: string, item: (index: number) => void): void {
    for (let index = 0; this.#at < this.#text.length; index++) {
      this.#match(BLANK_LINES);
      if (this.#take(end)) return;
      const before = this.#at;
      item(index);
      this.#match(BLANK_LINES);
      if (!this.#take(',') && this.#at === before) this.#at++;
    }
  }

  #keys(): Key[] {
    const keys: Key[] = [];
    do {
      this.#match(BLANK);
      const offset = this.#at;
      const quoted = this.#match(STRING);
      const name = quoted === '' ? this.#match(BARE_KEY) : unquoted(quoted);
      if (this.#at === offset) break;
      keys.push({ name, offset });
      this.#match(BLANK);
    } while (this.#take('.'));
    return keys;
  }

  #note(path: TomlPath, offset: number): void {
    const id = JSON.stringify(path);
    if (!this.#offsets.has(id)) this.#offsets.set(id, offset);
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }
}

function isNoDay(value: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(value) ?? [];
  if (year === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day);
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\x1b' };

/** A quoted key: TOML lets no key span lines. */
function unquoted(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith("'")) return inner;
  return inner.replace(
    /\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|x([0-9a-f]{2})|(.))/gi,
    (_, short?: string, long?: string, byte?: string, char?: string) => {
      const code = short ?? long ?? byte;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      return ESCAPES[char ?? ''] ?? char ?? '';
    },
  );
}
