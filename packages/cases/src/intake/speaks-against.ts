import { compareVersions } from '@seqwarden/advisory/version';
import type { ItemState, PatchState } from '../state/index.ts';
import type { ObservedReading } from './observed.ts';

/**
 * Whether a reading shows an older version than a patch before it left, of which no record says so yet. It is news however much later the newest reading is that is known: a run may
 * arrive late, and a record that is dated ahead would keep every other one out for years.
 */
export function speaksAgainst(
  reading: ObservedReading,
  items: readonly Pick<ItemState, 'patches'>[],
): boolean {
  return items.some(({ patches }) =>
    patches.some(patch => patch.effect !== 'older' && isOlder(reading, patch)),
  );
}

/** As the state weighs it (FORMATS.md 29.4): all of its time lies after the patch, and both versions have an order. */
function isOlder({ component, name, version, at }: ObservedReading, { says }: PatchState): boolean {
  if (version === null || at === null || at.from <= says.at.until) return false;
  return says.software.some(
    one =>
      one.component === component &&
      (one.name === null || name === null || one.name === name) &&
      (component !== 'other' || one.name !== null) &&
      one.after !== null &&
      isDotted(version) &&
      isDotted(one.after) &&
      (compareVersions('intdot', version, one.after) ?? 0) < 0,
  );
}

function isDotted(version: string): boolean {
  return /^\d+(\.\d+)*$/.test(version);
}
