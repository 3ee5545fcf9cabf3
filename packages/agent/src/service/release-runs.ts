import type { BytePath, ErrorCode } from '@seqwarden/proof';
import type { Journal } from '../journal/journal.ts';
import type { RunRecord } from '../journal/records.ts';
import { transition } from './run/transitions.ts';
import { heldUp } from './status/held-up.ts';
import { type ReleaseRequest, releasesAsked, removeRequest } from './status/release-request.ts';

export interface ReleaseOptions {
  readonly journal: Journal;
  readonly stateFolder: string;
  readonly now: () => Date;
  /** The root that was just looked at, as the journal knows it. */
  readonly root: BytePath;
  readonly isThere: (run: BytePath) => boolean;
  /** Whether the run can be let go of now. */
  readonly isFree: (run: BytePath) => boolean;
}

export interface Released {
  readonly record: RunRecord;
  /** What it was held up by; undefined where nobody knows any more. */
  readonly code: ErrorCode | undefined;
}

/**
 * Takes up again what persons released in one root: the journal says so on return, and the requests are gone. Of a quarantined run everything is forgotten
 * that was read, so that all of it is looked at anew. A request that was asked before the run's present trouble is dropped.
 */
export function releaseRuns(options: ReleaseOptions): Released[] {
  const { stateFolder, root, isFree } = options;
  const asked = releasesAsked(stateFolder).filter(request => request.root === root && isFree(request.run));
  return asked.flatMap(request => {
    const released = release(options, request);
    removeRequest(stateFolder, request);
    return released === undefined ? [] : [released];
  });
}

function release(
  { journal, now, isThere }: ReleaseOptions,
  { root, run, since }: ReleaseRequest,
): Released | undefined {
  const record = journal.run(root, run);
  const trouble = record && heldUp(record, journal.deliveries(record.id));
  if (record === undefined || trouble === undefined || trouble.since.getTime() !== since) return undefined;
  journal.batch(() => {
    journal.forgive(record.id);
    if (record.state !== 'quarantined') return;
    journal.forgetFiles(record.id, now());
    journal.setState(record.id, isThere(run) ? transition(record.state, 'released').to : 'away', now());
  });
  return { record, code: trouble.codes[0] };
}
