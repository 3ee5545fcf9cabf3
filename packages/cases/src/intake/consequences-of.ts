import { installedKey } from '@seqwarden/proof/acts';
import type { ItemState, PatchState, Reopening, State } from '../state/index.ts';

/** What came of observations, beside what they say. */
export interface Consequences {
  readonly reopened: readonly { readonly item: ItemState; readonly reopening: Reopening }[];
  /** Patches of which runs now tell something else. */
  readonly effects: readonly { readonly item: ItemState; readonly patch: PatchState }[];
}

/** What is otherwise in the second of two states. */
export function consequencesOf(before: Pick<State, 'items'>, after: Pick<State, 'items'>): Consequences {
  const known = new Map(before.items.map(item => [keyOf(item), item]));
  const changed = after.items.map(item => ({ item, was: known.get(keyOf(item)) }));
  return {
    reopened: changed.flatMap(({ item, was }) => {
      const seen = new Set(was?.reopened.map(({ record, patch }) => `${record.identity} ${patch}`));
      return item.reopened
        .filter(({ record, patch }) => !seen.has(`${record.identity} ${patch}`))
        .map(reopening => ({ item, reopening }));
    }),
    effects: changed.flatMap(({ item, was }) => {
      const effects = new Map(was?.patches.map(({ record, effect }) => [record.identity, effect]));
      return item.patches
        .filter(
          ({ record, effect }) => effect !== effects.get(record.identity) && effects.has(record.identity),
        )
        .map(patch => ({ item, patch }));
    }),
  };
}

function keyOf({ installed, vulnerability }: ItemState): string {
  return JSON.stringify([installedKey(installed), vulnerability]);
}
