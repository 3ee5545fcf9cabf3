import type { Overlay } from '../overlay/overlay.ts';

const MARKS = /[®™©℠]/gu;
const APART = /[^\p{L}\p{N}+]+/u;
/** Forms of companies, which one publisher writes and the next leaves out. */
const FORMS = new Set(
  'ag bv co company corp corporation gmbh inc incorporated kg limited llc ltd nv plc sa srl the'.split(' '),
);

/** A name as it is compared: letters, digits and `+` alone, in lower case (NFKC). Empty: it says nothing, and is equal to nothing. */
export function nameKey(name: string): string {
  return words(name).join('');
}

/** A name of more words is held in no text. */
const MOST_WORDS = 8;

/** Keys of all words of a text that follow each other: what it holds as a name. */
export function heldKeys(text: string): ReadonlySet<string> {
  const parts = words(text);
  const held = new Set<string>();
  for (const from of parts.keys()) {
    let joined = '';
    for (const part of parts.slice(from, from + MOST_WORDS)) {
      joined += part;
      held.add(joined);
    }
  }
  return held;
}

function words(name: string): string[] {
  return name
    .replace(MARKS, '')
    .normalize('NFKC')
    .toLowerCase()
    .split(APART)
    .filter(word => word !== '');
}

/** How two vendors' names go together. `perhaps`: one name holds the other, as "Roche Diagnostics" holds "Roche", or one is not known. */
export type Kinship = 'same' | 'perhaps' | 'no';

/** Vendors by all their names: without the form of the company, with what stands in brackets as a name of its own, and with the lines of the overlay. */
export class Vendors {
  readonly #groups: readonly (readonly string[])[];
  readonly #keys = new Map<string, ReadonlySet<string>>();
  readonly #kinship = new Map<string, Map<string, Kinship>>();
  readonly #alternatives = new Map<string, readonly (readonly string[])[]>();

  constructor({ lines }: Overlay) {
    this.#groups = lines.flatMap(line => (line.kind === 'vendor' ? [line.names] : []));
  }

  kinship(one: string | null, other: string | null): Kinship {
    if (one === null || other === null) return 'perhaps';
    const ofOne = this.#kinship.get(one) ?? new Map<string, Kinship>();
    const known = ofOne.get(other);
    if (known !== undefined) return known;
    const [a, b] = [this.keys(one), this.keys(other)];
    const kinship = [...a].some(key => b.has(key))
      ? 'same'
      : contains(vendorWords(one), vendorWords(other)) || contains(vendorWords(other), vendorWords(one))
        ? 'perhaps'
        : 'no';
    this.#kinship.set(one, ofOne.set(other, kinship));
    return kinship;
  }

  keys(name: string): ReadonlySet<string> {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const own = ownKeys(name);
    const aliases = this.#groups.filter(names =>
      names.some(alias => own.some(key => key === vendorKey(alias))),
    );
    const keys = new Set([...own, ...aliases.flat().map(vendorKey)]);
    this.#keys.set(name, keys);
    return keys;
  }

  /** Keys of a product's name: whole, and without the vendor's name before it ("BD Pyxis" is "Pyxis"). */
  productKeys(name: string, vendor: string | null): readonly string[] {
    const parts = words(name);
    const whole = parts.join('');
    if (whole === '') return [];
    if (vendor === null) return [whole];
    const cut = keyAt(parts, 0, this.keys(vendor));
    return cut === 0 || cut === parts.length ? [whole] : [whole, parts.slice(cut).join('')];
  }

  /** The words of a product's name; of one with strokes ("500/550") the whole and each part. */
  alternatives(name: string): readonly (readonly string[])[] {
    const known = this.#alternatives.get(name);
    if (known !== undefined) return known;
    const all = name
      .split(/[^\p{L}\p{N}+/®™©℠]+/u)
      .map(word => [...new Set([nameKey(word), ...words(word)])].filter(part => part !== ''))
      .filter(parts => parts.length > 0);
    this.#alternatives.set(name, all);
    return all;
  }

  /** With how many words of the vendor's name a product's name begins. */
  wordsOfVendor(name: string, vendor: string): number {
    return keyAt(words(name), 0, this.keys(vendor));
  }

  /** Words with which a name of what is installed may begin. */
  firstWords(name: string, vendor: string): readonly string[] {
    const parts = words(name);
    return [parts[0], parts[this.wordsOfVendor(name, vendor)]].filter(word => word !== undefined);
  }

  /** Whether one of a vendor's names stands in a text, as whole words. */
  isNamedIn(text: string, vendor: string): boolean {
    const keys = this.keys(vendor);
    const parts = words(text);
    return parts.some((_, at) => keyAt(parts, at, keys) > 0);
  }

  /** Keys under which an entry may name what is installed: as {@link productKeys}, and with the vendor's name before it, for an entry that has no vendor. */
  spokenKeys(name: string, vendor: string | null): readonly string[] {
    const keys = this.productKeys(name, vendor);
    const [whole] = keys;
    if (vendor === null || whole === undefined) return keys;
    return [...keys, ...[...this.keys(vendor)].map(before => `${before}${whole}`)];
  }
}

/** How many words from `at` on are one of the keys together; 0: none. Looks no further than the keys are long. */
function keyAt(parts: readonly string[], at: number, keys: ReadonlySet<string>): number {
  let longest = 0;
  for (const { length } of keys) longest = Math.max(longest, length);
  let joined = '';
  for (let end = at; end < parts.length && joined.length < longest; end++) {
    joined += parts[end];
    if (keys.has(joined)) return end + 1 - at;
  }
  return 0;
}

function ownKeys(name: string): string[] {
  const inside = [...name.matchAll(/\(([^()]*)\)/g)].map(match => match[1] ?? '');
  return [name.replaceAll(/\([^()]*\)/g, ' '), ...inside].map(vendorKey).filter(key => key !== '');
}

function vendorKey(name: string): string {
  return vendorWords(name).join('');
}

function vendorWords(name: string): string[] {
  const all = words(name.replaceAll('&', ' and '));
  const rest = all.filter(word => !FORMS.has(word));
  while (rest.at(-1) === 'and') rest.pop();
  return rest.length === 0 ? all : rest;
}

function contains(whole: readonly string[], part: readonly string[]): boolean {
  return part.length > 0 && whole.some((_, at) => part.every((word, i) => whole[at + i] === word));
}
