import type { PublishedSource } from '@seqwarden/log';
import { SeqwardenError } from '@seqwarden/proof';
import { MAX_NOTE } from '@seqwarden/proof/log';
import type { DestinationSpec } from '../destinations/destination.ts';
import { destinationLabel } from '../destinations/destination-label.ts';
import { readOwnOf } from '../destinations/read-own.ts';
import type { NotedPlace } from './published-places.ts';

/** Where the checkpoint of a log lies at a destination, below `.seqwarden/`; its tree lies beside it. */
export function checkpointPath(logId: string): string {
  return `log/${logId}/checkpoint`;
}

/** How long a place is waited for that has to say what was published there, in milliseconds. */
const PATIENCE = 20_000;

/** A destination as a source of what was published there. */
export interface PublishedPlace extends PublishedSource {
  readonly spec: DestinationSpec;
}

/** The checkpoint that a destination holds, read without changing anything there. Nobody waits for it after `stop` is aborted. */
export function publishedAt(spec: DestinationSpec, logId: string, stop?: AbortSignal): PublishedPlace {
  return {
    spec,
    label: destinationLabel(spec),
    read: () => inTime(signal => readOwnOf(spec, checkpointPath(logId), MAX_NOTE, signal), stop),
  };
}

/** The same for a place of which a note says that the log was published there: that nothing lies there now is LOG_UNREADABLE, since a disk may not be mounted. */
export function notedAt({ spec, notes }: NotedPlace, logId: string, stop?: AbortSignal): PublishedPlace {
  const place = publishedAt(spec, logId, stop);
  const read = async () => {
    const file = await place.read();
    if (file !== undefined) return file;
    const gone = `if that place is gone for good, remove ${notes.join(' and ')}`;
    throw new SeqwardenError(
      'LOG_UNREADABLE',
      `${place.label} has the register head no more that was published there; ${gone}`,
    );
  };
  return { ...place, read };
}

/** What comes later nobody waits for: a store that is silent is tried again for minutes. */
async function inTime<T>(read: (signal: AbortSignal) => Promise<T>, stop?: AbortSignal): Promise<T> {
  stop?.throwIfAborted();
  const signal = AbortSignal.any([AbortSignal.timeout(PATIENCE), ...(stop === undefined ? [] : [stop])]);
  const late = new Promise<never>((_, reject) => {
    const late = new SeqwardenError('DESTINATION_DOWN', 'no answer in time');
    signal.addEventListener('abort', () => reject(stop?.aborted ? stop.reason : late), { once: true });
  });
  const answer = read(signal);
  answer.catch(() => {});
  late.catch(() => {});
  return await Promise.race([answer, late]);
}
