import { SeqwardenError } from '@seqwarden/proof';
import type { UploadStore } from '../../destinations/upload-store.ts';
import { fsError } from '../../host/fs-error.ts';
import type { Slot } from '../../journal/records.ts';
import type { Place } from '../files/take-over.ts';
import type { UsedDestination } from './used-destination.ts';

export interface OpenPlaces {
  readonly places: ReadonlyMap<Slot, Place>;
  /** Those where a seal lies: nothing is put there before the run is over and held against it. */
  readonly sealed: number;
  readonly failed: ReadonlyMap<Slot, SeqwardenError>;
}

/** Opens a run's place at each destination and takes the run's lock there; `opened` lets go of both. What fails is in the result. */
export async function openPlaces(
  destinations: readonly UsedDestination[],
  name: string,
  bytes: number,
  uploadsTo: (slot: Slot) => UploadStore,
  opened: AsyncDisposableStack,
): Promise<OpenPlaces> {
  const places = new Map<Slot, Place>();
  const failed = new Map<Slot, SeqwardenError>();
  let sealed = 0;
  for (const used of destinations) {
    try {
      const destination = await used.open(bytes);
      opened.defer(await destination.lockRun(name));
      const run = await destination.openRun(name, true, uploadsTo(used.slot));
      if (run === undefined) throw new SeqwardenError('INTERNAL', 'a run that was made is not there');
      opened.defer(() => run.close());
      if (!run.fresh && (await run.readCustody()) !== undefined) sealed |= 1 << used.slot;
      else places.set(used.slot, { run, reread: used.config.reread });
    } catch (error) {
      failed.set(used.slot, fsError(error, 'destination', ''));
    }
  }
  return { places, sealed, failed };
}
