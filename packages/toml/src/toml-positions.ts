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
 *
 * @param deepest of keys and indices below one another; `tooDeep` tells whether there were more
 */
export function tomlPositions(text: string, deepest: number): TomlPositions {
  return new Scanner(text, deepest).scan();
}

export class TomlPositions {
  /** Values that look like dates and are of no day of the calendar; the parser takes the next month for them. */
  readonly noDays: readonly TomlPath[];
  /** The first place that lies deeper than was asked for. What lies below it is not known. */
  readonly tooDeep: TomlPosition | null;
  readonly #root: Named;
  readonly #lines: readonly number[];

  constructor(text: string, root: Named, noDays: readonly Named[], tooDeep: number | null) {
    this.#root = root;
    this.#lines = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    this.noDays = noDays.map(pathOf);
    this.tooDeep = tooDeep === null ? null : this.#at(tooDeep);
  }

  /** Of the path, or of the nearest of its parents that is named; the first line for the document itself. */
  of(path: TomlPath): TomlPosition {
    let named = this.#root;
    for (const key of path) {
      const next = named.inner.get(key);
      if (next === undefined) break;
      named = next;
    }
    return this.#at(named.offset);
  }

  /** undefined where nothing in the text names this path. */
  exact(path: TomlPath): TomlPosition | undefined {
    let named: Named | undefined = this.#root;
    for (const key of path) named = named?.inner.get(key);
    return named === undefined || named === this.#root ? undefined : this.#at(named.offset);
  }

  #at(offset: number): TomlPosition {
    let [from, until] = [0, this.#lines.length];
    while (until - from > 1) {
      const middle = (from + until) >> 1;
      if ((this.#lines[middle] ?? 0) <= offset) from = middle;
      else until = middle;
    }
    return { line: from + 1, column: offset - (this.#lines[from] ?? 0) + 1 };
  }
}

/** A key, or an element of an array, and what is named below it: as much memory as there is text. */
interface Named {
  readonly key: string | number;
  readonly offset: number;
  readonly above: Named | null;
  readonly depth: number;
  readonly inner: Map<string | number, Named>;
  /** Of an array of tables: how many elements the headers have begun. */
  begun: number;
}

function pathOf(named: Named): TomlPath {
  const path: (string | number)[] = [];
  for (let one: Named | null = named; one?.above != null; one = one.above) path.push(one.key);
  return path.reverse();
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
  readonly #deepest: number;
  readonly #root: Named = { key: '', offset: 0, above: null, depth: 0, inner: new Map(), begun: 0 };
  readonly #noDays: Named[] = [];
  #tooDeep: number | null = null;
  #at = 0;

  constructor(text: string, deepest: number) {
    this.#text = text;
    this.#deepest = deepest;
  }

  scan(): TomlPositions {
    let table = this.#root;
    for (this.#match(BLANK_LINES); this.#at < this.#text.length; this.#match(BLANK_LINES)) {
      const before = this.#at;
      if (this.#take('[[')) table = this.#header(true);
      else if (this.#take('[')) table = this.#header(false);
      else this.#pair(table);
      if (this.#at === before) this.#at++;
    }
    return new TomlPositions(this.#text, this.#root, this.#noDays, this.#tooDeep);
  }

  #header(isArray: boolean): Named {
    const keys = this.#keys();
    this.#take(isArray ? ']]' : ']');
    let named = this.#root;
    for (const [index, { name, offset }] of keys.entries()) {
      named = this.#note(named, name, offset);
      if (isArray && index === keys.length - 1) named.begun++;
      if (named.begun > 0) named = this.#note(named, named.begun - 1, offset);
    }
    return named;
  }

  #pair(table: Named): void {
    let named = table;
    for (const { name, offset } of this.#keys()) named = this.#note(named, name, offset);
    this.#match(BLANK);
    if (this.#take('=')) this.#value(named);
  }

  #value(named: Named): void {
    this.#match(BLANK);
    if (this.#take('[')) this.#list(']', index => this.#value(this.#note(named, index, this.#at)));
    else if (this.#take('{')) this.#list('}', () => this.#pair(named));
    else if (this.#match(STRING) === '' && isNoDay(this.#match(BARE_VALUE))) this.#noDays.push(named);
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

  /** What is first named at `offset`, unless it was before. Below what lies too deep all is one. */
  #note(above: Named, key: string | number, offset: number): Named {
    const known = above.inner.get(key);
    if (known !== undefined) return known;
    const depth = above.depth + 1;
    if (depth > this.#deepest) {
      this.#tooDeep ??= offset;
      return above;
    }
    const named = { key, offset, above, depth, inner: new Map(), begun: 0 };
    above.inner.set(key, named);
    return named;
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
