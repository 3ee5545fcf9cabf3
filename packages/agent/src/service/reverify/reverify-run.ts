import { basename } from 'node:path';
import { bytePathToText, displayPath, type ErrorCode, SeqwardenError, type Trust } from '@seqwarden/proof';
import { confirmRun } from '../../copy/confirm-run.ts';
import { latestOf } from '../../custody/generations.ts';
import { openDestination } from '../../destinations/open.ts';
import type { AgentEvent } from '../../events/event.ts';
import { fsError } from '../../host/fs-error.ts';
import { DISPOSED } from '../../journal/disposed.ts';
import type { Journal } from '../../journal/journal.ts';
import type { ArchivedRun, RunId } from '../../journal/records.ts';
import { disposalOfCopy } from '../../retention/disposals.ts';
import type { UsedDestination } from '../places/used-destination.ts';
import type { Sealing } from '../run/finish-run.ts';
import { isOfTheLog, isOfTheRun } from '../run/is-of-the-run.ts';
import { UNPROVEN } from '../status/waits.ts';

export interface ReverifyRunOptions extends Sealing {
  readonly journal: Pick<Journal, 'setDelivery' | 'setDown' | 'noteBadRead'>;
  /** How often in turn another held the lock, by run and slot; kept from reading to reading. */
  readonly lockedOut: Map<string, number>;
  readonly tell: (event: AgentEvent, run: RunId) => void;
}

/** After so many tries for which another held the lock somebody should know that the run is not read. */
const SAID_AFTER = 3;

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
  const place = `${delivery.run} ${used.slot}`;
  const bad = (code: ErrorCode, files?: number) => {
    options.lockedOut.delete(place);
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
      // What its bytes are is worth knowing all the same.
      evenUnproven: true,
      bytesPerSecond,
      signal: stop,
      ...{ now, signer, trust, version },
    }).catch(error => ifDisposed(error, used, run, seal, trust, stop));
    used.worked();
    options.lockedOut.delete(place);
    if (found === DISPOSED) {
      journal.noteBadRead(delivery.run, used.slot, DISPOSED, now());
      return 'read';
    }
    if (found.failed > 0) return bad(found.failures[0]?.code ?? 'DESTINATION_READ_BACK', found.failed);
    const { files, bytes } = found;
    const sealed = { seal: found.seal, files, bytes };
    if (found.isUnproven) {
      journal.noteBadRead(delivery.run, used.slot, UNPROVEN, now());
      if (delivery.reason !== UNPROVEN)
        tell({ event: 'reverify-unproven', ...there, ...sealed }, delivery.run);
      return 'read';
    }
    journal.setDelivery(delivery.run, used.slot, 'confirmed', now(), sealed);
    tell({ event: 'reverified', ...there, ...sealed }, delivery.run);
    return 'read';
  } catch (error) {
    if (stop.aborted) return 'later';
    const known = fsError(error, 'destination', '');
    const { code } = known;
    if (code === 'INTERNAL') throw error;
    if (code === 'DESTINATION_BUSY') {
      // What a reading found wrong there matters more.
      if (delivery.reason === undefined) journal.setDown(delivery.run, used.slot, code, now());
      const tries = (options.lockedOut.get(place) ?? 0) + 1;
      options.lockedOut.set(place, tries);
      if (tries === SAID_AFTER) tell({ event: 'reverify-failed', ...there, code }, delivery.run);
      return 'later';
    }
    if (isOfTheLog(code)) return 'later';
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
