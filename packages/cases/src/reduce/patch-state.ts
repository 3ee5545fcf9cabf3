import type { PatchState } from '../state/index.ts';
import type { PatchActs } from './item-acts.ts';
import { byTime, newestOfEachLog } from './order.ts';
import { type Placed, saidOf } from './placed.ts';

/** What became of a patch, as far as one vulnerability is concerned. `checks` are those that are about it. */
export function patchState(acts: PatchActs): PatchState {
  const { patch, checks, shown } = acts;
  const answers = newestOfEachLog(checks);
  const effect = effectOf(shown, saysNoRun(answers));
  const from = effect === 'open' || effect === 'by_word' ? undefined : shown[effect];
  return {
    ...saidOf(patch),
    checks: [...checks].sort(byTime).map(saidOf),
    proof: proofOf(acts),
    checked: checkedBy(answers),
    effect,
    effectFrom: from?.from.identity ?? null,
  };
}

export function isDone({ proof, checked, effect }: PatchState): boolean {
  return (
    (proof === 'installer' || proof === 'document') &&
    checked === 'confirmed' &&
    (effect === 'seen' || effect === 'by_word')
  );
}

/** Nothing said of it so far means that it has to be made again. */
export function isUnderWay({ proof, checked, effect }: PatchState): boolean {
  return proof !== 'differs' && proof !== 'other_program' && checked !== 'refuted' && effect !== 'older';
}

export function proofOf({ patch, isOfAnother }: PatchActs): PatchState['proof'] {
  const { installer, evidence } = patch.act.predicate;
  if (installer?.check === 'other') return 'differs';
  if (isOfAnother) return 'other_program';
  if (installer?.check === 'equal') return 'installer';
  return evidence.length > 0 ? 'document' : 'missing';
}

export function checkedBy(answers: readonly Placed<'check'>[]): PatchState['checked'] {
  if (answers.length === 0) return 'open';
  return answers.every(({ act }) => act.predicate.result === 'confirmed') ? 'confirmed' : 'refuted';
}

function saysNoRun(answers: readonly Placed<'check'>[]): boolean {
  return answers.some(
    ({ act }) => act.predicate.result === 'confirmed' && act.predicate.noRunBecause !== null,
  );
}

/** A word makes up for a run that is missing or cannot be compared, never for one that shows an older version. */
function effectOf({ older, seen, unclear }: PatchActs['shown'], isByWord: boolean): PatchState['effect'] {
  if (older !== undefined) return 'older';
  if (seen !== undefined && unclear === undefined) return 'seen';
  if (isByWord) return 'by_word';
  return unclear === undefined ? 'open' : 'unclear';
}
