import { ACTS } from '@seqwarden/proof/acts';
import { rightFor } from '../authority/index.ts';
import type { PlacedAct, Uncounted } from '../state/index.ts';
import { byPlace, groupBy } from './order.ts';
import type { ThreadActs } from './parts.ts';
import { uncounted } from './placed.ts';

export interface Weighed {
  /** By place; each record once. */
  readonly counted: readonly PlacedAct[];
  /** Those that would count, had they not been corrected. By place. */
  readonly corrected: readonly PlacedAct[];
  readonly uncounted: readonly Uncounted[];
}

/** Who may say what; and what was corrected. What an act refers to is for its thread to know. */
export function weigh({ acts, corrected }: ThreadActs): Weighed {
  const weighed = { counted: [] as PlacedAct[], corrected: [] as PlacedAct[], uncounted: [] as Uncounted[] };
  for (const { act, others } of eachOnce(acts)) {
    weighed.uncounted.push(...others.map(other => uncounted(other, 'REPEATED')));
    const by = corrected.get(act.identity);
    if (!mayBeSaid(act)) weighed.uncounted.push(uncounted(act, 'RIGHT_MISSING'));
    else if (by === undefined) weighed.counted.push(act);
    else {
      weighed.corrected.push(act);
      weighed.uncounted.push(uncounted(act, 'CORRECTED', by.identity));
    }
  }
  return weighed;
}

/**
 * Each record at the first of its places, by log and index, and with those rights alone that its signer has at all of them: whoever copies a record into another log can
 * give it nothing there.
 */
export function eachOnce(
  acts: readonly PlacedAct[],
): { readonly act: PlacedAct; readonly others: readonly PlacedAct[] }[] {
  const once = [...groupBy(acts, act => act.identity).values()].flatMap(places => {
    const [first, ...others] = atDifferentPlaces(places);
    if (first === undefined) return [];
    const rights = first.rights.filter(right => others.every(other => other.rights.includes(right)));
    return [{ act: others.length === 0 ? first : { ...first, rights }, others }];
  });
  return once.sort((a, b) => byPlace(a.act, b.act));
}

function atDifferentPlaces(places: readonly PlacedAct[]): PlacedAct[] {
  if (places.length === 1) return [...places];
  const distinct = new Map(places.map(place => [`${place.log}/${place.index}`, place]));
  return [...distinct.values()].sort(byPlace);
}

function mayBeSaid({ act, role, rights }: PlacedAct): boolean {
  const right = rightFor(act);
  const isOwnBusiness = act.kind === 'correction';
  return ACTS[act.kind].signers.includes(role) && (right === null || isOwnBusiness || rights.includes(right));
}
