import type { CustodyJudgement } from './judge-custody.ts';

type Kind = CustodyJudgement['kind'];

/**
 * What becomes of the `Custody` at one destination. `keep`: the seal there stays. `bring`: the source's own seal comes along. `make`: a new seal.
 * `conflict`: nothing is written there.
 */
export type CustodyDecision = 'keep' | 'bring' | 'make' | 'conflict';

/** There × brought. What a source brings and nobody can check is set aside, and never stops the copy. */
const DECISIONS: Readonly<Record<Kind, Readonly<Record<Kind, CustodyDecision>>>> = {
  none: { none: 'make', carry: 'bring', doubt: 'make' },
  carry: { none: 'keep', carry: 'keep', doubt: 'keep' },
  doubt: { none: 'conflict', carry: 'conflict', doubt: 'conflict' },
};

export function decideCustody(there: Kind, brought: Kind): CustodyDecision {
  return DECISIONS[there][brought];
}

/** Where the one seal comes from that those get who have none: from another destination, from the source, or from our key. */
export function decideSeal(decisions: readonly CustodyDecision[]): 'kept elsewhere' | 'brought' | 'made' {
  if (decisions.includes('keep')) return 'kept elsewhere';
  return decisions.includes('bring') ? 'brought' : 'made';
}
