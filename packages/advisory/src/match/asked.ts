import type { Unmatched } from './finding.ts';
import { labelOf, nameOf, type PreparedAdvisory } from './listing.ts';
import type { Vendors } from './names.ts';

interface OfVendor {
  readonly asked: Unmatched['asked'][number];
  /** Lines of the overlay tell of which models all its products are: that no name fits is no riddle. */
  readonly isExplained: boolean;
}

/** Of one advisory; who wants all has the document. */
const MOST_PRODUCTS = 10;

/** Which advisories speak of products of a vendor, or may, and say nothing of an installation. */
export class Asked {
  readonly #advisories: readonly PreparedAdvisory[];
  readonly #vendors: Vendors;
  readonly #byVendor = new Map<string, readonly OfVendor[]>();
  /** Thousands of instruments have the same ones. */
  readonly #silent = new Map<string, Unmatched['asked']>();

  constructor(advisories: readonly PreparedAdvisory[], vendors: Vendors) {
    this.#advisories = advisories;
    this.#vendors = vendors;
  }

  /** `said`: SHA-256 of those that say something of it; where there are none, those that overlay lines explain are told too. */
  silent(vendor: string | null, said: ReadonlySet<string>): Unmatched['asked'] {
    if (vendor === null) return [];
    const key = JSON.stringify([vendor, ...said]);
    const known = this.#silent.get(key);
    if (known !== undefined) return known;
    const silent = this.#of(vendor).flatMap(({ asked, isExplained }) =>
      said.has(asked.sha256) || (isExplained && said.size > 0) ? [] : [asked],
    );
    this.#silent.set(key, silent);
    return silent;
  }

  #of(vendor: string): readonly OfVendor[] {
    const known = this.#byVendor.get(vendor);
    if (known !== undefined) return known;
    const asked = this.#advisories.flatMap(prepared => this.#askedOf(prepared, vendor));
    this.#byVendor.set(vendor, asked);
    return asked;
  }

  #askedOf(prepared: PreparedAdvisory, vendor: string): OfVendor[] {
    const kin = new Set(
      [...prepared.vendors].filter(one => one !== null && this.#vendors.kinship(vendor, one) !== 'no'),
    );
    if (prepared.vendors.has(null) && this.#isNamedIn(prepared, vendor)) kin.add(null);
    if (kin.size === 0) return [];
    const named = [...prepared.listings.values()]
      .flat()
      .filter(({ entry }) => entry.relationship === null && kin.has(entry.vendor));
    const names = [...new Set(named.map(({ entry }) => nameOf(entry)))];
    const asked = {
      ...labelOf(prepared),
      products: names.slice(0, MOST_PRODUCTS),
      productsInAll: names.length,
    };
    return [{ asked, isExplained: named.every(({ lines }) => lines.length > 0) }];
  }

  /** Where the product tree names no vendor, a person still reads the rest. */
  #isNamedIn({ advisory }: PreparedAdvisory, vendor: string): boolean {
    const isNamed = (text: string | null) => text !== null && this.#vendors.isNamedIn(text, vendor);
    return (
      [advisory.title, advisory.label.publisherName].some(isNamed) ||
      advisory.products.some(
        ({ name, branches, vendor: own }) =>
          own === null && (isNamed(name) || branches.some(branch => isNamed(branch.name))),
      ) ||
      advisory.vulnerabilities.some(
        ({ title, notes }) => isNamed(title) || notes.some(({ text }) => isNamed(text)),
      )
    );
  }
}
