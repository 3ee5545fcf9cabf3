import type { PlacedAct, Uncounted } from '../state/index.ts';
import { groupBy } from './order.ts';

/** What a thread comes to for one of the registers in which its matter begins. */
export interface OfRegister {
  readonly log: string;
  /** What says nothing of that one; each act once. */
  readonly unsaid: readonly Uncounted[];
}

/**
 * Of which beginning an act of the thread speaks, where several registers have one under one id: of that in its own register, and of all where its own has none. So what another
 * register begins takes nothing away from it.
 */
export function aboutThatOf(
  began: readonly PlacedAct[],
): (one: PlacedAct, beginning: Pick<PlacedAct, 'log'>) => boolean {
  const logs = new Set(began.map(({ log }) => log));
  return (one, { log }) => one.log === log || !logs.has(one.log);
}

/** What says nothing of any of them, with the reason in its own register, if that has one. */
export function unsaidByAll(all: readonly OfRegister[]): Uncounted[] {
  const told = all.flatMap(({ log, unsaid }) => unsaid.map(one => ({ isOwn: one.log === log, one })));
  return [...groupBy(told, ({ one }) => `${one.log}/${one.index}`).values()]
    .filter(ones => ones.length === all.length)
    .flatMap(ones => (ones.find(({ isOwn }) => isOwn) ?? ones[0])?.one ?? []);
}
