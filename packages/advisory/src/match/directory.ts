import type { Installation, Instrument } from '../inventory/inventory.ts';
import { endsOf, type Listing, nameOf, type PreparedAdvisory } from './listing.ts';
import { possibleModels } from './model-fit.ts';
import type { Vendors } from './names.ts';

/** A product entry of one of the advisories. */
export interface Place {
  readonly prepared: PreparedAdvisory;
  readonly listing: Listing;
}

/** All product entries by everything that could connect them with an installation. What no name connects is never looked at. */
export class Directory {
  readonly #byKey = new Map<string, Place[]>();
  readonly #vendors: Vendors;
  readonly #knownModels: readonly string[];

  constructor(advisories: readonly PreparedAdvisory[], vendors: Vendors) {
    this.#vendors = vendors;
    this.#knownModels = advisories[0]?.lines.knownModels ?? [];
    for (const prepared of advisories) {
      for (const listing of [...prepared.listings.values()].flat()) {
        for (const key of keysOf(prepared, listing, vendors)) {
          const places = this.#byKey.get(key);
          if (places === undefined) this.#byKey.set(key, [{ prepared, listing }]);
          else places.push({ prepared, listing });
        }
      }
    }
  }

  #firstWords({ vendor, model }: Instrument, { components }: Installation): readonly string[] {
    if (vendor === null) return [];
    return [model, ...components.map(({ name }) => name)].flatMap(name =>
      name === null ? [] : this.#vendors.firstWords(name, vendor),
    );
  }

  /** Entries that may be of this installation, each once: whether they are, `connect` says. */
  find(instrument: Instrument, installation: Installation): readonly Place[] {
    const { vendor, model } = instrument;
    const programs = installation.components.map(({ name }) => name);
    const named = [model, ...possibleModels(instrument, this.#knownModels), ...programs].filter(
      name => name !== null,
    );
    const keys = new Set([
      ...named.flatMap(name => this.#vendors.spokenKeys(name, vendor)).map(key => `name ${key}`),
      ...(vendor === null
        ? []
        : [vendor, null].flatMap(one =>
            wordKeys(one, this.#firstWords(instrument, installation), this.#vendors),
          )),
      ...installation.components.map(({ kind }) => `component ${kind}`),
      ...(vendor === null ? [] : [...this.#vendors.keys(vendor)].map(key => `vendor ${key}`)),
      `installation ${installation.id}`,
      // What a line is about may be any device of which not more is known, or whose name nobody knows.
      'line',
    ]);
    const found = new Map<Listing, Place>();
    for (const key of keys) {
      for (const place of this.#byKey.get(key) ?? []) found.set(place.listing, place);
    }
    return [...found.values()];
  }
}

/** Of one vendor, so that words that everybody uses lead nowhere else. */
function wordKeys(vendor: string | null, words: readonly string[], vendors: Vendors): string[] {
  const of = vendor === null ? [''] : [...vendors.keys(vendor)];
  return of.flatMap(key => words.map(word => `word ${key} ${word}`));
}

function keysOf(prepared: PreparedAdvisory, listing: Listing, vendors: Vendors): ReadonlySet<string> {
  const { lines, names, modelNumbers, components, entry } = listing;
  const servers = prepared.lines.offInstrument.filter(({ products }) =>
    lines.some(({ product }) => products.includes(product)),
  );
  return new Set([
    ...[...names, ...modelNumbers].map(key => `name ${key}`),
    ...(lines.length > 0 ? ['line'] : []),
    ...components.map(({ component }) => `component ${component}`),
    ...(components.length === 0 || entry.vendor === null
      ? []
      : [...vendors.keys(entry.vendor)].map(key => `vendor ${key}`)),
    ...servers.map(({ installation }) => `installation ${installation}`),
    ...(entry.relationship === null && lines.length === 0
      ? wordKeys(entry.vendor, vendors.alternatives(nameOf(entry)).flat(), vendors)
      : []),
    ...(entry.relationship === null ? [] : endsOf(prepared, listing)).flatMap(end => [
      ...keysOf(prepared, end, vendors),
    ]),
  ]);
}
