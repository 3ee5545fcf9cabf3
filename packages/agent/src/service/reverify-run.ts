import { basename } from 'node:path';
import { bytePathToText, displayPath, type ErrorCode, SeqwardenError, type Trust } from '@seqwarden/proof';
import { confirmRun } from '../copy/confirm-run.ts';
import { latestOf } from '../custody/generations.ts';
import { openDestination } from '../destinations/open.ts';
import type { AgentEvent } from '../events/event.ts';
import { fsError } from '../host/fs-error.ts';
import { DISPOSED } from '../journal/disposed.ts';
import type { Journal } from '../journal/journal.ts';
import type { ArchivedRun, RunId } from '../journal/records.ts';
import { disposalOfCopy } from '../retention/disposals.ts';
import type { Sealing } from './finish-run.ts';
import { isOfTheRun } from './is-of-the-run.ts';
import type { UsedDestination } from './used-destination.ts';

export interface ReverifyRunOptions extends Sealing {
  readonly journal: Pick<Journal, 'setDelivery' | 'noteBadRead'>;
  readonly tell: (event: AgentEvent, run: RunId) => void;
}

/**
 * Reads a run that is sealed at a destination back from there. `read`: it is known how it stands, and noted and told. `later`: it is not, as
 * the destination cannot be used now, another process works on the run, or `stop` was aborted. Throws what is a defect of ours.
 */
export async function reverifyRun(
  options: ReverifyRunOptions,
  archived: ArchivedRun,
  used: UsedDestination,
  bytesPerSecond: number,
  stop: AbortSignal,
): Promise<'read' | 'later'> {
  const { journal, tell, now, signer, trust, version } = options;
  const { name, delivery } = archived;
  const there = { run: name, destination: used.config.name };
  const bad = (code: ErrorCode, files?: number) => {
    journal.noteBadRead(delivery.run, used.slot, code, now());
    tell({ event: 'reverify-failed', ...there, code, ...(files !== undefined && { files }) }, delivery.run);
    return 'read' as const;
  };
  const seal = delivery.sealed && latestOf(delivery.sealed.seal, trust);
  try {
    const run = nameOf(archived);
    await used.requirePlace();
    const found = await confirmRun({
      destination: used.config.spec,
      run,
      seal,
      bytesPerSecond,
      signal: stop,
      ...{ now, signer, trust, version },
    }).catch(error => ifDisposed(error, used, run, seal, trust, stop));
    used.worked();
    if (found === DISPOSED) {
      journal.noteBadRead(delivery.run, used.slot, DISPOSED, now());
      return 'read';
    }
    if (found.failed > 0) return bad(found.failures[0]?.code ?? 'DESTINATION_READ_BACK', found.failed);
    const { files, bytes } = found;
    const sealed = { seal: found.seal, files, bytes };
    journal.setDelivery(delivery.run, used.slot, 'confirmed', now(), sealed);
    tell({ event: 'reverified', ...there, ...sealed }, delivery.run);
    return 'read';
  } catch (error) {
    if (stop.aborted) return 'later';
    const known = fsError(error, 'destination', '');
    const { code } = known;
    if (code === 'INTERNAL') throw error;
    if (code === 'DESTINATION_BUSY') return 'later';
    if (!isOfTheRun(code)) {
      await used.failed(known);
      return 'later';
    }
    return bad(code);
  }
}

/** Its name at a destination. Throws RUN_NAME_NOT_UTF8. */
function nameOf({ root, name }: ArchivedRun): string {
  // A root that is itself a run has no name below it.
  const bytes = name || basename(root);
  const text = bytePathToText(bytes);
  if (text === undefined) throw new SeqwardenError('RUN_NAME_NOT_UTF8', displayPath(bytes));
  return text;
}

/** A run that is gone because a person disposed of it there is no loss. Throws `error` else, and DESTINATION_*. */
async function ifDisposed(
  error: unknown,
  { config }: UsedDestination,
  run: string,
  seal: string | undefined,
  trust: Trust,
  stop: AbortSignal,
): Promise<typeof DISPOSED> {
  if (!(error instanceof SeqwardenError) || error.code !== 'RUN_NOT_FOUND') throw error;
  const destination = await openDestination(config.spec, stop);
  try {
    const disposal = await disposalOfCopy(destination, run, trust);
    if (disposal !== undefined && (seal === undefined || latestOf(disposal.seal, trust) === seal))
      return DISPOSED;
    throw error;
  } finally {
    await destination.close();
  }
}
