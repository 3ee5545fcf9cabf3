import type { PriorEvidence, SealPredicate } from '@seqwarden/proof';
import type { CheckedList } from './prior-evidence.ts';

/** What there is to know of the seal that lies there. */
export interface PreviousSeal {
  readonly identity: string;
  readonly keyid: string;
  readonly predicate: Pick<SealPredicate, 'generation'>;
}

/** What is known when all files of a run have been read, and what a person asked for. */
export interface ReadAndAsked<P extends PreviousSeal> {
  readonly evidence: PriorEvidence<CheckedList>;
  readonly despiteMismatch: boolean;
  readonly previous: P | undefined;
  /** Whether that is the seal of exactly these files. */
  readonly fits: boolean;
  /** The key to seal with. */
  readonly keyid: string;
}

/** `refuse`: a checksum list speaks against the files. `keep`: the seal that is there is as good as a new one. `make`: a new seal. */
export type SealDecision<P extends PreviousSeal> =
  | { readonly kind: 'refuse'; readonly list: CheckedList }
  | { readonly kind: 'keep'; readonly seal: P }
  | { readonly kind: 'make'; readonly generation: number; readonly previousSeal: string | null };

export function decideSeal<P extends PreviousSeal>(known: ReadAndAsked<P>): SealDecision<P> {
  const { evidence, despiteMismatch, previous, fits, keyid } = known;
  const list = evidence.named.find(({ mismatched }) => mismatched > 0);
  if (list !== undefined && !despiteMismatch) return { kind: 'refuse', list };
  if (previous === undefined) return { kind: 'make', generation: 1, previousSeal: null };
  if (fits && previous.keyid === keyid) return { kind: 'keep', seal: previous };
  return { kind: 'make', generation: previous.predicate.generation + 1, previousSeal: previous.identity };
}
