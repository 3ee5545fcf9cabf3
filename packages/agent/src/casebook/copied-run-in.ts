import type { CopiedRun } from '@seqwarden/cases/gap';
import type { ReadEntry } from '@seqwarden/log/reading';

/**
 * The run that a sound entry says was sealed while it was copied; undefined: it says nothing of that. A seal that was made later over what lay there tells nothing of copies.
 */
export function copiedRunIn({ index, statement }: ReadEntry, log: string): CopiedRun | undefined {
  if (statement?.kind !== 'seal') return undefined;
  const { kind, made, generation, run, instrument, sealedAt } = statement.predicate;
  const serial = instrument.serial.value;
  if (kind !== 'run' || made !== 'at-copy' || generation !== 1 || serial === null) return undefined;
  return {
    ...{ log, index, run: run.id.value, vendor: instrument.vendor.value, serial },
    ...{ mode: instrument.mode.value, sealedAt },
  };
}
