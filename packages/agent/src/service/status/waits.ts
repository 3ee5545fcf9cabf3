import { type ErrorCode, isErrorCode } from '@seqwarden/proof';
import { DISPOSED } from '../../journal/disposed.ts';
import type { DeliveryRecord, RunRecord } from '../../journal/records.ts';
import type { RunState } from '../../journal/run-state.ts';
import { isOfTheLog, isOfTheRun } from '../run/is-of-the-run.ts';
import type { RunReport } from './agent-status.ts';

/**
 * Why a run, or a run at one destination, does not go on.
 *
 * - `person`: it was set aside for `code`, and `seqwarden release` lets it go on
 * - `not-over`: nothing says that the run is over; `detail` is what was found
 * - `source`: its source cannot be read now
 * - `register`: the register of this account takes no record now, and nothing is signed without it
 * - `quiet`: `files` are not quiet yet, or not yet at every destination
 * - `late`: something came or changed after the seal, and is not yet signed and read back
 * - `analysis`: that, until the instrument's marker says that its onboard analysis ended
 * - `limit`: the limit of this hour lets nothing begin
 * - `no-room`: the free space that is kept in reserve is reached, or the destination is full
 * - `state-folder`: there is no room where the agent keeps what it knows
 * - `lock`: another holds the run's lock at the destination, or what lies in its place cannot be judged; `code` is DESTINATION_BUSY
 * - `destination-down`: it cannot be used, for `code`
 * - `proof`: all of it came back as its seal lists it, and nothing shows that the seal was made before its key ended
 * - `disposed`: it is gone from there, and a person signed that it was meant; nothing is waited for
 */
export interface Wait {
  readonly why:
    | 'person'
    | 'not-over'
    | 'source'
    | 'register'
    | 'quiet'
    | 'late'
    | 'analysis'
    | 'limit'
    | 'no-room'
    | 'state-folder'
    | 'lock'
    | 'destination-down'
    | 'proof'
    | 'disposed';
  readonly code?: ErrorCode;
  readonly detail?: string;
  readonly files?: number;
  readonly since?: Date;
}

/** The reason of a run that waits for the end of an onboard analysis. */
export const ANALYSIS = 'analysis';

/** The reason of a run at a destination that was read back and equal, but for a seal that nothing proves. */
export const UNPROVEN = 'LOG_PROOF_MISSING';

const WORKING: ReadonlySet<RunState> = new Set(['growing', 'stale', 'settling', 'finishing']);

/** Of the run as a whole. Without `live` the agent is not at work, and what only it knows is left out. */
export function waitsOfRun(run: RunRecord, live: RunReport | undefined): Wait[] {
  const { state, since, reason, readBack } = run;
  if (state === 'quarantined') return [{ why: 'person', since, ...wordOf(reason) }];
  if (state === 'away') return [{ why: 'source', since, ...wordOf(reason) }];
  const waits: Wait[] = [];
  if (reason === ANALYSIS) waits.push({ why: 'analysis', since });
  else if (reason !== undefined) waits.push({ why: whyOf(state, reason), since, ...wordOf(reason) });
  if (reason !== ANALYSIS && state === 'sealed' && (readBack !== undefined || live?.isLate === true))
    waits.push({ why: 'late' });
  if (live?.isOff === true && state !== 'confirmed') waits.push({ why: 'limit' });
  if (live !== undefined && WORKING.has(state) && live.unsettled > 0)
    waits.push({ why: 'quiet', files: live.unsettled });
  return waits;
}

/** Of the run at one destination. */
export function waitsAt({ downSince, reason }: DeliveryRecord): Wait[] {
  if (downSince === undefined) return [];
  if (reason === DISPOSED) return [{ why: 'disposed', since: downSince }];
  const word = wordOf(reason);
  const { code } = word;
  if (code === UNPROVEN) return [{ why: 'proof', since: downSince, ...word }];
  if (code === 'DESTINATION_FULL') return [{ why: 'no-room', since: downSince, ...word }];
  if (code === 'DESTINATION_BUSY') return [{ why: 'lock', since: downSince, ...word }];
  const why = code !== undefined && isOfTheRun(code) ? 'person' : 'destination-down';
  return [{ why, since: downSince, ...word }];
}

function whyOf(state: RunState, reason: string): Wait['why'] {
  if (reason === 'STATE_FULL') return 'state-folder';
  if (reason === 'DESTINATION_BUSY') return 'lock';
  if (isErrorCode(reason) && isOfTheLog(reason)) return 'register';
  if (isErrorCode(reason)) return reason.startsWith('DESTINATION_') ? 'destination-down' : 'source';
  return state === 'growing' || state === 'stale' ? 'not-over' : 'source';
}

function wordOf(reason: string | undefined): Pick<Wait, 'code' | 'detail'> {
  if (reason === undefined) return {};
  return isErrorCode(reason) ? { code: reason } : { detail: reason };
}
