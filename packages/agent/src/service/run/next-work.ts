import type { DeliveryRecord, DeliveryState, Slot } from '../../journal/records.ts';
import type { RunState } from '../../journal/run-state.ts';

/** What goes on beside the loop for a run. `seal`: also at destinations that lack a seal which others have. `amend`: what came after it. */
export type Work =
  | { readonly kind: 'seal' }
  | { readonly kind: 'amend' }
  | { readonly kind: 'confirm'; readonly slot: Slot };

/** A destination that can be reached. */
export interface Reachable {
  readonly slot: Slot;
  /** Whether it is to be read again. */
  readonly confirm: boolean;
}

/**
 * @param had of {@link sealedSlots}
 * @param refused a mask: what lies there is not what was sealed, and a person has to look before it is tried again
 */
export function nextWork(
  state: RunState,
  due: readonly Reachable[],
  had: ReadonlyMap<Slot, DeliveryState>,
  refused: number,
): Work | undefined {
  if (state === 'finishing') return { kind: 'seal' };
  if (state !== 'sealed') return undefined;
  const open = due.filter(({ slot }) => (refused & (1 << slot)) === 0);
  if (open.some(({ slot }) => !had.has(slot))) return { kind: 'seal' };
  const unread = open.find(({ slot, confirm }) => confirm && had.get(slot) === 'sealed');
  return unread && { kind: 'confirm', slot: unread.slot };
}

/** How far the destinations are that have the seal. */
export function sealedSlots(deliveries: readonly DeliveryRecord[]): Map<Slot, DeliveryState> {
  const there = deliveries.filter(({ state }) => state === 'sealed' || state === 'confirmed');
  return new Map(there.map(({ destination, state }) => [destination, state]));
}

/** Whether every destination is at least as far as it is to come. */
export function isAllConfirmed(all: readonly Reachable[], had: ReadonlyMap<Slot, DeliveryState>): boolean {
  return all.every(({ slot, confirm }) => had.get(slot) === 'confirmed' || (!confirm && had.has(slot)));
}
