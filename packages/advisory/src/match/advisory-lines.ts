import type { AdvisoryName, Overlay, OverlayLine } from '../overlay/overlay.ts';
import { heldKeys, nameKey } from './names.ts';

type Of<K extends OverlayLine['kind']> = Extract<OverlayLine, { kind: K }>;

/** The lines of the overlay that speak of one advisory, by what they name. */
export class AdvisoryLines {
  readonly offInstrument: readonly Of<'off-instrument'>[];
  /** Installations apart from any instrument, of whatever advisory: no control software is there. */
  readonly servers: ReadonlySet<string>;
  /** All models that any line names, whether an advisory means them or not. */
  readonly knownModels: readonly string[];
  readonly #products = new Map<string, Of<'product'>[]>();
  readonly #modes: readonly Of<'mode'>[];
  readonly #otherReadings: readonly Of<'other-reading'>[];
  readonly #conditions: readonly Of<'condition'>[];
  readonly #patches: readonly Of<'patch'>[];
  readonly #hints: readonly Of<'hint'>[];

  constructor(overlay: Overlay, { label }: { readonly label: AdvisoryName }) {
    const { byLabel, servers, knownModels } = indexOf(overlay);
    const own = byLabel.get(labelKey(label)) ?? [];
    const of = <K extends OverlayLine['kind']>(kind: K) =>
      own.filter((line): line is Of<K> => line.kind === kind);
    this.offInstrument = of('off-instrument');
    this.servers = servers;
    this.knownModels = knownModels;
    this.#modes = of('mode');
    this.#otherReadings = of('other-reading');
    this.#conditions = of('condition');
    this.#patches = of('patch');
    this.#hints = of('hint');
    for (const line of of('product')) {
      const key = nameKey(line.product);
      this.#products.set(key, [...(this.#products.get(key) ?? []), line]);
    }
  }

  products(name: string): readonly Of<'product'>[] {
    return this.#products.get(nameKey(name)) ?? [];
  }

  /** Those of the product that an entry's full name names, which may say versions too: the one with the longest name. */
  productsIn(fullName: string): readonly Of<'product'>[] {
    const named = [...heldKeys(fullName)].filter(key => this.#products.has(key));
    const [longest = ''] = named.toSorted((a, b) => b.length - a.length);
    return this.#products.get(longest) ?? [];
  }

  /** Keys of the names under which programs that are meant on a model may be recorded. */
  namesOn(model: string | null): ReadonlySet<string> {
    if (model === null) return new Set();
    const lines = [...this.#products.values()]
      .flat()
      .filter(({ models }) => models.some(one => nameKey(one) === nameKey(model)));
    return new Set(lines.flatMap(namesOf).map(nameKey));
  }

  modes(product: string): readonly Of<'mode'>[] {
    return this.#modes.filter(line => nameKey(line.product) === nameKey(product));
  }

  /** `written`: the range of the entry; a line speaks of that one alone, since the next publication may have another. */
  otherReadings(product: string, written: string): readonly Of<'other-reading'>[] {
    return this.#otherReadings.filter(
      line =>
        nameKey(line.product) === nameKey(product) && withoutBlanks(line.written) === withoutBlanks(written),
    );
  }

  conditions(vulnerability: string): readonly Of<'condition'>[] {
    return this.#conditions.filter(line => isSame(line.vulnerability, vulnerability));
  }

  patches(vulnerability: string): readonly Of<'patch'>[] {
    return this.#patches.filter(line => line.vulnerabilities.some(one => isSame(one, vulnerability)));
  }

  hints(vulnerability: string): readonly Of<'hint'>[] {
    return this.#hints.filter(line => line.vulnerabilities.some(one => isSame(one, vulnerability)));
  }
}

interface Index {
  readonly byLabel: ReadonlyMap<string, readonly OverlayLine[]>;
  readonly servers: ReadonlySet<string>;
  readonly knownModels: readonly string[];
}

/** Thousands of advisories are held against one overlay. */
const INDEXES = new WeakMap<Overlay, Index>();

function indexOf(overlay: Overlay): Index {
  const known = INDEXES.get(overlay);
  if (known !== undefined) return known;
  const { lines } = overlay;
  const byLabel = new Map<string, OverlayLine[]>();
  for (const line of lines)
    for (const key of new Set('on' in line ? line.on.map(labelKey) : []))
      byLabel.set(key, [...(byLabel.get(key) ?? []), line]);
  const index = {
    byLabel,
    servers: new Set(lines.flatMap(line => (line.kind === 'off-instrument' ? [line.installation] : []))),
    knownModels: [...new Set(lines.flatMap(line => ('models' in line ? line.models : [])))],
  };
  INDEXES.set(overlay, index);
  return index;
}

export function namesOf({ product, recorded, perhaps }: Of<'product'>): readonly string[] {
  return [product, ...recorded, ...(perhaps === null ? [] : [perhaps.name])];
}

/** One publisher writes its namespace with or without the last slash, and ids in either case: a line that does not speak is silence. */
function labelKey({ publisher, id }: AdvisoryName): string {
  return JSON.stringify([
    withoutBlanks(publisher)
      .replace(/^https?:/i, '')
      .replace(/\/$/, ''),
    withoutBlanks(id),
  ]).toLowerCase();
}

/** CVE ids, and others. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s+/g, '');
}
