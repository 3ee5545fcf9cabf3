import type { ErrorCode } from '@seqwarden/proof';
import { type ConfirmResult, confirmRun } from '../../copy/confirm-run.ts';
import { latestOf } from '../../custody/generations.ts';
import type { Progress } from '../../engine/file-pool.ts';
import { fsError } from '../../host/fs-error.ts';
import type { UsedDestination } from '../places/used-destination.ts';
import { isOfTheRun } from './is-of-the-run.ts';
import type { RunContext } from './run-context.ts';
import type { RunStanding } from './run-standing.ts';
import { nameOf } from './seal-step.ts';

/**
 * Reads a sealed run back from one destination, where the seal has to lie that the journal knows; notes and says what came of it. Returns a code where
 * something else lies there than what was sealed, `later` where the destination cannot be used now. Throws RUN_* of the source, and the signal's reason.
 *
 * @param addendaFrom only what came with addenda from this number on; undefined: everything
 */
export async function confirmStep(
  context: RunContext,
  standing: RunStanding,
  used: UsedDestination,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
  addendaFrom?: number,
): Promise<'equal' | 'later' | ErrorCode> {
  const { record, journal, now, emit } = context;
  const { name: destination } = used.config;
  const run = nameOf(context.path);
  const damaged = (code: ErrorCode, files?: number): ErrorCode => {
    emit({ event: 'alarm', run: record.name, code, destination, ...(files !== undefined && { files }) });
    journal.setDown(record.id, used.slot, code, now());
    return code;
  };
  try {
    await used.requirePlace();
    const { seal, files, bytes, failed, failures } = await readBack(
      context,
      run,
      used,
      onProgress,
      signal,
      addendaFrom,
    );
    used.worked();
    context.busyPlaces.free(used.slot);
    if (failed > 0) return damaged(failures[0]?.code ?? 'DESTINATION_READ_BACK', failed);
    const all = addendaFrom === undefined ? { seal, files, bytes } : undefined;
    journal.setDelivery(record.id, used.slot, 'confirmed', now(), all);
    emit({ event: 'confirmed', run: record.name, destination, files, bytes, seal });
    return 'equal';
  } catch (error) {
    signal.throwIfAborted();
    const known = fsError(error, 'destination', '');
    if (known.code === 'INTERNAL') throw error;
    if (isOfTheRun(known.code)) return damaged(known.code);
    await standing.blame(new Map([[used.slot, known]]));
    return 'later';
  }
}

function readBack(
  { record, journal, now, signer, trust, version, allowance }: RunContext,
  run: string,
  { config, slot }: UsedDestination,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
  addendaFrom: number | undefined,
): Promise<ConfirmResult> {
  const there = journal.deliveries(record.id).find(({ destination }) => destination === slot);
  return confirmRun({
    destination: config.spec,
    run,
    // A person may have made a next generation of it meanwhile.
    seal: there?.sealed && latestOf(there.sealed.seal, trust),
    addendaFrom,
    bytesPerSecond: allowance.bytesPerSecond,
    onProgress,
    signal,
    ...{ now, signer, trust, version },
  });
}
