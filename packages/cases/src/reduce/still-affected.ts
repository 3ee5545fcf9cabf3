import { placeVersion, type RangeReading, readRange } from '@seqwarden/advisory/version';
import type { Found, PatchActs } from './item-acts.ts';
import { groupBy, newestByLog } from './order.ts';
import { proofOf } from './patch-state.ts';
import { labelOf } from './verdict.ts';
import { compareInstalled } from './version-order.ts';

/**
 * Patches of one vulnerability, with what a run shows of them in doubt where it is a version that an advisory, by its newest word, calls affected: then it is for a second person to say why
 * it is fixed all the same. A range without an upper end says that of every version, and the publisher's own installer needs no range.
 */
export function doubted(patches: readonly PatchActs[], found: readonly Found[]): readonly PatchActs[] {
  if (!patches.some(isInQuestion)) return patches;
  const ranges = affectedRanges(found);
  return patches.map(one => {
    const { seen, unclear } = one.shown;
    if (!isInQuestion(one) || !ranges.some(range => isWithin(range, versionsOf(one)))) return one;
    return { ...one, shown: { ...one.shown, unclear: unclear ?? seen } };
  });
}

function isInQuestion(one: PatchActs): boolean {
  return one.shown.seen !== undefined && proofOf(one) !== 'installer';
}

function affectedRanges(found: readonly Found[]): RangeReading[] {
  const newest = [...groupBy(found, labelOf).values()].flatMap(ones => newestByLog(ones, ({ from }) => from));
  const written = newest.flatMap(({ finding }) =>
    finding.verdict === 'affected' ? (finding.range ?? []) : [],
  );
  return [...new Set(written)].map(range => readRange(range, 'product_version_range'));
}

/** What the patch changed to, and what was seen. An advisory speaks of one program: where one of several has left its range, that may be the one. */
function versionsOf({ patch, shown }: PatchActs): string[] {
  const left = patch.act.predicate.software.flatMap(({ before, after }) =>
    before !== null && after !== null && compareInstalled(before, after) !== 0 ? [after] : [],
  );
  return shown.seen === undefined ? left : [...left, shown.seen.version];
}

function isWithin(range: RangeReading, versions: readonly string[]): boolean {
  return versions.every(version => {
    const placed = placeVersion(range, version);
    return placed.answer === 'inside' && placed.interval.upper !== null;
  });
}
