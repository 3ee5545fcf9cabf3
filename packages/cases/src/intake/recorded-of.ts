import type { MitigatedStretch, RecordedInTime } from '@seqwarden/advisory/window';
import type { ItemState, MitigationState, PatchState } from '../state/index.ts';

/** What the records of cases say of the time in which something was exposed: the reducer weighs patches, nobody else does (decision 70). */
export function recordedOf(
  item: Pick<ItemState, 'remediation' | 'patches' | 'mitigations' | 'reopened'>,
): RecordedInTime {
  const broken = new Set(item.remediation === 'done' ? [] : item.reopened.map(({ patch }) => patch));
  return {
    fixes: item.patches
      .filter(patch => isProven(patch) && !broken.has(patch.record.identity))
      .map(({ says: { at } }) => at),
    mitigated: item.mitigations.flatMap(stretchOf),
  };
}

/** By the installer or a document, confirmed by a second person, and nothing that ran later speaks against it. */
function isProven({ proof, checked, effect }: PatchState): boolean {
  const isShown = proof === 'installer' || proof === 'document';
  return isShown && checked === 'confirmed' && effect !== 'older' && effect !== 'unclear';
}

/** When it certainly was in place: a day is that of any zone. */
function stretchOf({ record, says, checks, endedOn }: MitigationState): MitigatedStretch[] {
  if (checks.some(check => check.says.result === 'refuted')) return [];
  const from = moment(says.on, 36 * HOUR - 1);
  const until = endedOn === null ? null : moment(endedOn, -14 * HOUR);
  if (until !== null && until <= from) return [];
  return [{ from, until, text: says.text, source: { kind: 'stated', by: record.signer, on: says.on } }];
}

const HOUR = 60 * 60 * 1000;

/** So long after the beginning of a day in UTC. Zones reach from +14 to -12 hours. */
function moment(day: string, later: number): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + later).toISOString();
}
