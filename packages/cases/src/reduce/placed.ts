import type { ActName, ActOf } from '@seqwarden/proof/acts';
import type { PlacedAct, RecordRef, Said, Uncounted, UncountedReason } from '../state/index.ts';

/** An act of one kind, at its place. */
export type Placed<K extends ActName> = K extends ActName ? PlacedAct & { readonly act: ActOf<K> } : never;

export function isKind<K extends ActName>(placed: PlacedAct, kind: K): placed is Placed<K> & PlacedAct {
  return placed.act.kind === kind;
}

export function ofKind<K extends ActName>(acts: readonly PlacedAct[], kind: K): (Placed<K> & PlacedAct)[] {
  return acts.filter(act => isKind(act, kind));
}

export function refOf({ log, index, identity, signer, statedAt }: RecordRef): RecordRef {
  return { log, index, identity, signer, statedAt };
}

/** A record with what it says, for whoever reads the state. */
export function saidOf<P extends object>(
  placed: PlacedAct & { readonly act: { readonly subject: string; readonly predicate: P } },
): Said<P> {
  return { record: refOf(placed), says: placed.act.predicate, subject: placed.act.subject };
}

export function uncounted(placed: PlacedAct, why: UncountedReason, by: string | null = null): Uncounted {
  const { log, index, identity, signer, act } = placed;
  return { log, index, identity, signer, kind: act.kind, why, by };
}
