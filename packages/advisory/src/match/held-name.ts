import type { Installation, Instrument } from '../inventory/inventory.ts';
import { type Link, unknownProgram } from './link.ts';
import { type Listing, nameOf } from './listing.ts';
import type { Vendors } from './names.ts';

/** What is shorter stands in names of anything. */
const SHORTEST = 4;

/**
 * Entries of the vendor whose product name holds the whole name of a program or of the model as words: "NextSeq Control Software (NCS)", "NextSeq 550 System". It
 * may be that, or something for it: never certain.
 */
export function byHeldName(
  listing: Listing,
  { vendor, model }: Instrument,
  { components }: Installation,
  vendors: Vendors,
): Link[] {
  const product = nameOf(listing.entry);
  if (vendor === null || !isOfVendor(listing, product, vendor, vendors)) return [];
  const words = vendors.alternatives(product);
  const afterVendor = vendors.wordsOfVendor(product, vendor);
  const isHeld = (name: string | null, isProgram: boolean): name is string => {
    if (name === null) return false;
    const isNumbered = /\d/.test(name);
    const isOneWord = vendors.alternatives(name).length - vendors.wordsOfVendor(name, vendor) === 1;
    return vendors.productKeys(name, vendor).some(
      key =>
        key.length >= SHORTEST &&
        holds(words, key, {
          // A model without a number may be a word for many things, as "Genetic Analyzer".
          beginning: isProgram || isNumbered ? null : afterVendor,
          // "MiSeq i100" is no MiSeq.
          mayNumberFollow: isNumbered || !isOneWord,
        }),
    );
  };
  const programs = components.flatMap(({ name }, at): Link[] => {
    if (!isHeld(name, true)) return [];
    const text = `the entry is of "${product}"; whether that is "${name}" is not said`;
    // If it is, its versions count; if not, it is not meant: of a version outside neither says anything.
    return [
      {
        component: at,
        doubts: [{ code: 'PROGRAM_UNKNOWN', text, outside: false }],
        overlay: [],
        isHeld: true,
      },
    ];
  });
  if (programs.length > 0) return programs;
  if (!isHeld(model, false)) return [];
  const doubts = [
    unknownProgram(`the entry is of "${product}", which names the model; which program is meant is not said`),
  ];
  const control = components.flatMap(({ kind }, at) => (kind === 'control' ? [at] : []));
  return control.length > 0
    ? control.map(component => ({ component, doubts, overlay: [], isHeld: true }))
    : [{ component: null, doubts, overlay: [], isHeld: true }];
}

function isOfVendor({ entry }: Listing, product: string, vendor: string, vendors: Vendors): boolean {
  return entry.vendor === null
    ? vendors.isNamedIn(product, vendor)
    : vendors.kinship(vendor, entry.vendor) === 'same';
}

interface Where {
  /** The only words at which it may begin are the first and this one; null: any. */
  readonly beginning: number | null;
  /** Whether a number, or "Dx", may stand behind it. */
  readonly mayNumberFollow: boolean;
}

/** Whether words that follow each other are the key together. Of "500/550" each part may stand for itself. */
function holds(words: readonly (readonly string[])[], key: string, where: Where): boolean {
  const { beginning, mayNumberFollow } = where;
  let reached = new Set<number>();
  for (const [at, word] of words.entries()) {
    const next = new Set<number>();
    const mayBegin = beginning === null || at === 0 || at === beginning;
    for (const from of mayBegin ? [0, ...reached] : reached) {
      for (const part of word) if (key.startsWith(part, from)) next.add(from + part.length);
    }
    const isDesignated = !mayNumberFollow && (words[at + 1] ?? []).some(isDesignator);
    if (next.has(key.length) && !isDesignated) return true;
    reached = next;
  }
  return false;
}

function isDesignator(word: string): boolean {
  return /\d/.test(word) || word === 'dx';
}
