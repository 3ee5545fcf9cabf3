import type { Advisory, ProductEntry, ProductStatus } from '../document/advisory.ts';
import type { ComponentKind } from '../inventory/inventory.ts';
import type { ModeLine, OtherReadingLine, Overlay, ProductLine } from '../overlay/overlay.ts';
import { type Placement, placeVersion, type RangeReading, readRange, type Scheme } from '../version/index.ts';
import { AdvisoryLines } from './advisory-lines.ts';
import type { Finding } from './finding.ts';
import { nameKey, type Vendors } from './names.ts';
import { rangeInName } from './range-in-name.ts';
import { type Sense, sensesOf } from './senses.ts';

/** An advisory, ready to be asked. */
export interface PreparedAdvisory {
  readonly advisory: Advisory;
  readonly lines: AdvisoryLines;
  /** By product id; two entries may have the same. */
  readonly listings: ReadonlyMap<string, readonly Listing[]>;
  readonly vulnerabilities: readonly PreparedVulnerability[];
  /** Of all entries; null: an entry that names none. */
  readonly vendors: ReadonlySet<string | null>;
}

export interface PreparedVulnerability {
  readonly id: string;
  /** By product id; all vulnerabilities of the document with this id together. */
  readonly status: ReadonlyMap<string, Standing>;
}

/** Where an entry stands. In one document the same groups are the same object. */
export interface Standing {
  readonly groups: readonly ProductStatus[];
  readonly senses: readonly Sense[];
}

/** A product entry with what names it. */
export interface Listing {
  readonly entry: ProductEntry;
  readonly place: number;
  /** As findings name it. */
  readonly product: { readonly id: string; readonly name: string };
  readonly range: Range | null;
  /** What the words of its full name say of versions; null: nothing. */
  readonly rangeInName: Range | null;
  /** What it is called, in normal form. */
  readonly names: ReadonlySet<string>;
  readonly modelNumbers: ReadonlySet<string>;
  /** Lines that say which program is meant. */
  readonly lines: readonly ProductLine[];
  /** Programs without a recorded name that are called so: kind, and the line that says it. */
  readonly components: readonly { readonly component: ComponentKind; readonly line: string }[];
  /** Lines about its mode, and other ranges that are told for its own. */
  readonly modes: readonly ModeLine[];
  readonly otherReadings: readonly OtherReadingLine[];
  /** Branches that say more than an inventory knows: architecture, language, service pack. */
  readonly qualifiers: readonly string[];
}

/** Branches beside vendor, family, product and version: CSAF 2.0 section 3.1.2.1. */
const QUALIFIERS = new Set([
  'architecture',
  'host_name',
  'language',
  'legacy',
  'patch_level',
  'platform',
  'service_pack',
  'specification',
]);

export function prepareAdvisory(advisory: Advisory, overlay: Overlay, vendors: Vendors): PreparedAdvisory {
  const lines = new AdvisoryLines(overlay, advisory);
  const all = advisory.products.map((entry, place) => prepareEntry(entry, place, lines, overlay, vendors));
  return {
    advisory,
    lines,
    listings: Map.groupBy(all, ({ entry }) => entry.id),
    vulnerabilities: mergeById(advisory),
    vendors: new Set(advisory.products.flatMap(entry => (entry.relationship === null ? [entry.vendor] : []))),
  };
}

export function labelOf({ advisory: { sha256, label } }: PreparedAdvisory): Finding['advisory'] {
  return { publisher: label.publisher, id: label.id, version: label.version, sha256 };
}

/** What an entry calls its product. */
export function nameOf({ productName, branches, name }: ProductEntry): string {
  return productName ?? branches.findLast(({ category }) => category === 'product_family')?.name ?? name;
}

function prepareEntry(
  entry: ProductEntry,
  place: number,
  lines: AdvisoryLines,
  overlay: Overlay,
  vendors: Vendors,
): Listing {
  const { vendor, version, branches } = entry;
  const named = nameOf(entry);
  const names = new Set(vendors.productKeys(named, vendor));
  const scheme = schemeOf(vendor, overlay, vendors);
  const said = rangeInName(entry);
  return {
    entry,
    place,
    product: { id: entry.id, name: entry.name },
    range: version === null ? null : new Range(version, scheme),
    rangeInName:
      said === null ? null : new Range({ written: said, category: 'product_version_range' }, scheme),
    names,
    modelNumbers: new Set(entry.helper.modelNumbers.map(nameKey).filter(key => key !== '')),
    lines: lines.products(named),
    modes: lines.modes(named),
    otherReadings: version === null ? [] : lines.otherReadings(named, version.written),
    components: overlay.lines.flatMap(line =>
      line.kind === 'component' &&
      vendors.kinship(line.vendor, vendor) === 'same' &&
      line.names.some(name => names.has(nameKey(name)))
        ? [{ component: line.component, line: line.id }]
        : [],
    ),
    qualifiers: branches.filter(({ category }) => QUALIFIERS.has(category)).map(({ name }) => name),
  };
}

function schemeOf(vendor: string | null, overlay: Overlay, vendors: Vendors): Scheme | undefined {
  if (vendor === null) return undefined;
  const line = overlay.lines.find(
    line => line.kind === 'scheme' && vendors.kinship(line.vendor, vendor) === 'same',
  );
  return line?.kind === 'scheme' ? line.scheme : undefined;
}

/** A document that lists an id twice speaks of one vulnerability: what contradicts itself in it is seen. */
function mergeById({ vulnerabilities }: Advisory): PreparedVulnerability[] {
  const merged = new Map<string, Map<string, ProductStatus[]>>();
  for (const { id, status } of vulnerabilities) {
    const all = merged.get(id) ?? new Map<string, ProductStatus[]>();
    for (const [product, groups] of status) {
      all.set(product, [...new Set([...(all.get(product) ?? []), ...groups])].sort());
    }
    merged.set(id, all);
  }
  const standings = new Map<string, Standing>();
  const standing = (groups: readonly ProductStatus[]) => {
    const key = groups.join();
    const known = standings.get(key) ?? { groups, senses: sensesOf(groups) };
    standings.set(key, known);
    return known;
  };
  return [...merged].map(([id, status]) => ({
    id,
    status: new Map([...status].map(([product, groups]) => [product, standing(groups)])),
  }));
}

/** Relationships of relationships that are followed for one entry; a published one has two ends. */
const MAX_ENDS = 64;

/**
 * The entries that a relationship is made of, down to those that are none themselves, its product first, each once. Nothing where an id is no entry's, or where
 * they go on for ever: nobody can say what is meant there.
 */
export function endsOf(prepared: PreparedAdvisory, listing: Listing): Listing[] {
  const ends = new Set<Listing>();
  const waiting = [listing];
  const seen = new Set(waiting);
  for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
    const { relationship } = one.entry;
    if (relationship === null) {
      ends.add(one);
      continue;
    }
    const further = relationship.further.map(({ relatesTo }) => relatesTo);
    const parts = [relationship.product, relationship.relatesTo, ...further].map(
      id => prepared.listings.get(id) ?? [],
    );
    if (parts.some(part => part.length === 0)) return [];
    const next = parts.flat().filter(part => !seen.has(part));
    for (const part of next) seen.add(part);
    if (seen.size > MAX_ENDS) return [];
    waiting.unshift(...next);
  }
  return [...ends];
}

/** A range as it was read, which remembers where it placed a version: thousands of instruments have the same one. */
export class Range {
  readonly written: string;
  readonly read: RangeReading;
  /** As evidence shows it. */
  readonly told: { readonly written: string; readonly read: RangeReading };
  readonly #placed = new Map<string, Placement>();

  constructor(
    version: Pick<NonNullable<ProductEntry['version']>, 'written' | 'category'>,
    scheme: Scheme | undefined,
  ) {
    this.written = version.written;
    this.read = readRange(version.written, version.category, scheme);
    this.told = { written: this.written, read: this.read };
  }

  /** Every version, also one that nobody knows. */
  get isAll(): boolean {
    return (
      this.read.kind === 'intervals' &&
      this.read.intervals.some(({ lower, upper }) => lower === null && upper === null)
    );
  }

  place(installed: string): Placement {
    const known = this.#placed.get(installed);
    if (known !== undefined) return known;
    const placement = placeVersion(this.read, installed);
    this.#placed.set(installed, placement);
    return placement;
  }
}
