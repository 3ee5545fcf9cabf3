import { type ErrorCode, isErrorCode } from '@seqwarden/proof';
import type { DeliveryRecord, RunRecord, Slot } from '../../journal/records.ts';
import { waitsAt } from './waits.ts';

/** Trouble of a run that waits for a person. */
export interface HeldUp {
  /** Of the latest of it. */
  readonly since: Date;
  readonly codes: readonly ErrorCode[];
  /** Destinations whose own it is; none where the run as a whole is quarantined. */
  readonly slots: readonly Slot[];
}

/** Whether only a person can let a run go on: it is quarantined, or something else lies at a destination than was sealed. Pure. */
export function heldUp(
  { state, since, reason }: Pick<RunRecord, 'state' | 'since' | 'reason'>,
  deliveries: readonly DeliveryRecord[],
): HeldUp | undefined {
  if (state === 'quarantined') return { since, codes: codesIn([reason]), slots: [] };
  if (state !== 'sealed' && state !== 'confirmed') return undefined;
  const refused = deliveries.flatMap(delivery =>
    waitsAt(delivery).flatMap(({ why, code, since }) =>
      why === 'person' && code !== undefined && since !== undefined
        ? [{ destination: delivery.destination, downSince: since, code }]
        : [],
    ),
  );
  if (refused.length === 0) return undefined;
  const latest = Math.max(...refused.map(({ downSince }) => downSince.getTime()));
  return {
    since: new Date(latest),
    codes: [...new Set(refused.map(({ code }) => code))],
    slots: refused.map(({ destination }) => destination),
  };
}

function codesIn(words: readonly (string | undefined)[]): ErrorCode[] {
  return words.filter(word => word !== undefined).filter(isErrorCode);
}
