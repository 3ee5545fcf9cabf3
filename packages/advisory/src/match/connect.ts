import type { Installation, Instrument } from '../inventory/inventory.ts';
import { byLine } from './connect-by-line.ts';
import { byName } from './connect-by-name.ts';
import { type Doubt, type Link, uncertain, unknownProgram } from './link.ts';
import { endsOf, type Listing, type PreparedAdvisory } from './listing.ts';
import type { Vendors } from './names.ts';

/** That a product entry is, or may be, of an installation, and which program's versions it counts. */
export interface Connection extends Link {
  /** The entry that has the status. */
  readonly listing: Listing;
  /** The entry whose range counts: of a relationship, its product. */
  readonly counted: Listing;
  /** What else must be there (relationships), as far as anything is known of it. */
  readonly others: readonly Connection[];
}

/** How an entry goes together with what is installed; nothing: in no way. Reads names and kinds alone, never versions. */
export function connect(
  prepared: PreparedAdvisory,
  listing: Listing,
  instrument: Instrument,
  installation: Installation,
  vendors: Vendors,
): Connection[] {
  const { relationship } = listing.entry;
  if (relationship !== null) return connectAll(prepared, listing, instrument, installation, vendors);
  const kinship = vendors.kinship(instrument.vendor, listing.entry.vendor);
  if (kinship === 'no') return [];
  const doubts: Doubt[] = [
    ...(kinship === 'perhaps'
      ? [uncertain(`the advisory's vendor is ${listing.entry.vendor ?? 'not said'}`, false)]
      : []),
    ...listing.qualifiers.map(text =>
      unknownProgram(`the entry holds for "${text}", which is not known here`),
    ),
  ];
  const links =
    listing.lines.length > 0
      ? listing.lines.flatMap(line => byLine(prepared, line, instrument, installation))
      : byName(prepared, listing, instrument, installation, vendors);
  return links.map(link => ({
    ...link,
    listing,
    counted: listing,
    others: [],
    doubts: [...link.doubts, ...doubts],
  }));
}

/** A relationship: all that it is made of must be there. What is not known to be there is for a person. */
function connectAll(
  prepared: PreparedAdvisory,
  listing: Listing,
  instrument: Instrument,
  installation: Installation,
  vendors: Vendors,
): Connection[] {
  const ends = endsOf(prepared, listing);
  const connected = ends.map(end => connect(prepared, end, instrument, installation, vendors));
  if (connected.every(links => links.length === 0)) return [];
  const missing = ends.flatMap((end, at) => (connected[at]?.length === 0 ? [end] : []));
  const doubts = missing.map(
    ({ entry }): Doubt => ({
      code: 'PROGRAM_UNKNOWN',
      text: `the entry is of "${entry.name}" too, and nothing is known of that here`,
      outside: false,
    }),
  );
  const [first, ...others] = connected.filter(links => links.length > 0);
  return (first ?? []).map(link => ({
    ...link,
    listing,
    others: others.flat(),
    doubts: [...link.doubts, ...doubts],
    overlay: [...new Set([link, ...others.flat()].flatMap(({ overlay }) => overlay))].sort(),
  }));
}
