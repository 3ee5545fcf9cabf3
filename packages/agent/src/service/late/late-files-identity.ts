import { fitFact, type SealPredicate } from '@seqwarden/proof';
import type { Inspection } from '@seqwarden/runfolder';

/** What a source says of whose files it holds. */
export type SourceIdentity = Pick<Inspection, 'runId' | 'flowCell'> & {
  readonly instrument: Pick<Inspection['instrument'], 'serial'>;
};

/**
 * Whether a source is that of the run that was sealed, by what its files say of the run, the flow cell and the instrument. `other`: one of them is another one;
 * `same`: all that both know are the same ones; `unknown`: they have nothing to compare. Pure.
 */
export function compareIdentity(
  sealed: Pick<SealPredicate, 'run' | 'instrument'>,
  source: SourceIdentity,
): 'same' | 'other' | 'unknown' {
  const pairs = [
    [sealed.run.id, source.runId],
    [sealed.run.flowCell, source.flowCell],
    [sealed.instrument.serial, source.instrument.serial],
  ] as const;
  const known = pairs.filter(pair => pair.every(fact => fact.confidence === 'read' && fact.value !== null));
  if (known.length === 0) return 'unknown';
  const isSame = known.every(([before, { value, confidence, from }]) => {
    return fitFact({ value, confidence, from }).value === before.value;
  });
  return isSame ? 'same' : 'other';
}
