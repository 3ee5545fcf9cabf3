import { installedKey } from '@seqwarden/proof/acts';
import { isUnderWay } from '../reduce/index.ts';
import type { ItemState, PatchState, Task, TaskKind } from '../state/index.ts';
import { isOpen, type Known, patchBy, registerOf } from './known.ts';
import { task } from './task.ts';

/**
 * What is to be done about one vulnerability on one installation, whatever became of its cases: an instrument may be found to be affected after one was closed, and who closes a case in another
 * register takes nothing from the list of this site.
 */
export function itemTasks(item: ItemState, known: Known): Task[] {
  if (!isOpen(item)) return [];
  const { installed, vulnerability } = item;
  const dueOn = patchBy(item, known);
  const register = registerOf(item, known);
  const ofCase = caseOf(item, known);
  const make = (kind: TaskKind, record: string | null, who: Task['who'], about: string | null = null) =>
    task(kind, [installedKey(installed), vulnerability], {
      case: ofCase,
      installed,
      vulnerability,
      record,
      register,
      who,
      dueOn,
      about,
    });
  return [...reopenedTasks(item, make), ...nextTasks(item, make)];
}

/** Of its cases one that is open in a register whose business it is, else one that is open: who opens another one takes it out of none. */
function caseOf({ cases, registers }: ItemState, { openIn }: Known): string | null {
  const isOwn = (id: string) => registers.some(log => openIn.get(id)?.has(log));
  const isStanding = (id: string) => (openIn.get(id)?.size ?? 0) > 0;
  return cases.find(isOwn) ?? cases.find(isStanding) ?? cases[0] ?? null;
}

type Make = (kind: TaskKind, record: string | null, who: Task['who'], about?: string | null) => Task;

function reopenedTasks({ reopened }: ItemState, make: Make): Task[] {
  const last = reopened.at(-1);
  return last === undefined
    ? []
    : [make('look_at_reopened', last.record.identity, null, last.run?.id ?? null)];
}

function nextTasks(item: ItemState, make: Make): Task[] {
  const patch = item.patches.filter(isUnderWay).at(-1);
  if (patch !== undefined) return patchTasks(patch, make);
  if (isUndecided(item))
    return [make('decide_finding', item.findings[0]?.record.identity ?? null, { right: 'decide' })];
  const before = item.reasons.find(({ code }) => code === 'PATCHED_FOR_CASE')?.records.at(-1);
  return [make('patch', before ?? null, null)];
}

/** Whether a person has to decide about it before anything else is to be done. */
export function awaitsDecision(item: ItemState): boolean {
  return isOpen(item) && !item.patches.some(isUnderWay) && isUndecided(item);
}

function isUndecided(item: ItemState): boolean {
  return item.verdict === 'review' || hasReason(item, 'DECISION_OUTDATED');
}

function hasReason({ reasons }: ItemState, code: ItemState['reasons'][number]['code']): boolean {
  return reasons.some(reason => reason.code === code);
}

function patchTasks({ record: { identity }, proof, checked, effect }: PatchState, make: Make): Task[] {
  return [
    ...(proof === 'missing' ? [make('prove_patch', identity, null)] : []),
    ...(checked === 'open' ? [make('check_patch', identity, { right: 'check' })] : []),
    ...(effect === 'open' || effect === 'unclear' ? [make('see_effect', identity, null)] : []),
  ];
}
