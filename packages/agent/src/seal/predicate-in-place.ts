import { type ListEvidence, type SealPredicate, type SpecialEntry, summarizeSpecial } from '@seqwarden/proof';
import type { Inspection } from '@seqwarden/runfolder';
import type { ManifestBytes } from './manifest-bytes.ts';
import type { SealOptions } from './seal-options.ts';
import { sealPredicate } from './seal-predicate.ts';

/** What was found of a run, and the place of the new seal in the line of its seals. */
export interface SealedInPlace {
  readonly inspection: Inspection;
  readonly manifest: ManifestBytes;
  readonly lists: readonly ListEvidence[];
  readonly special: readonly SpecialEntry[];
  readonly generation: number;
  readonly previousSeal: string | null;
}

export async function predicateInPlace(
  { lists, special, ...found }: SealedInPlace,
  { derivedFrom = null, sourceLabel = null, version, now }: SealOptions,
  startedAt: Date,
): Promise<SealPredicate> {
  return sealPredicate({
    ...found,
    kind: derivedFrom === null ? 'run' : 'derived',
    made: 'retrospective',
    derivedFrom,
    sourceLabel,
    version,
    startedAt,
    sealedAt: now(),
    special: await summarizeSpecial(special),
    priorEvidence: lists,
  });
}
