import type { BytePath } from '@seqwarden/proof';
import type { PlaceLook } from './report-facts.ts';
import type { NotedReading, RunHistory } from './run-history.ts';

/** Whether what was recorded agrees with what is signed at a destination. */
export interface Check {
  readonly run: BytePath;
  readonly root: string;
  readonly destination: string;
  readonly verdict: 'agrees' | 'differs' | 'unknown';
  /** `other-seal`: not the one that was recorded. `reading-not-signed`: a recorded reading has no signed statement. Else what was found. */
  readonly why: PlaceLook['found'] | 'other-seal' | 'reading-not-signed';
  readonly code: string | undefined;
  readonly key: string | undefined;
  /** Signed statements of second readings in the month. */
  readonly signedReadings: number;
}

/** A reading is kept after its statement is signed and lies at the destination: so many milliseconds at most, by one clock. */
const LAG = 15 * 60_000;

export function checkOf(
  { run, sealed, places }: RunHistory,
  look: PlaceLook,
  destination: string,
  within: (at: Date) => boolean,
): Check {
  const signed = look.readings ?? [];
  const of = {
    run: run.name,
    root: run.root,
    destination,
    code: look.code,
    key: look.key,
    signedReadings: signed.filter(within).length,
  };
  if (look.found === 'unknown') return { ...of, verdict: 'unknown', why: 'unknown' };
  if (look.found === 'disposed') return { ...of, verdict: 'agrees', why: 'disposed' };
  if (look.found !== 'sealed') return { ...of, verdict: 'differs', why: look.found };
  if (sealed?.seal !== undefined && look.seals?.has(sealed.seal) !== true)
    return { ...of, verdict: 'differs', why: 'other-seal' };
  const place = places.get(look.slot);
  const kept = [...(place?.confirmed ?? []), ...(place?.reverified ?? [])];
  const isSigned = ({ at }: NotedReading) =>
    signed.some(one => one <= at && at.getTime() - one.getTime() <= LAG);
  const unsigned = kept.some(one => one.code === undefined && within(one.at) && !isSigned(one));
  return unsigned
    ? { ...of, verdict: 'differs', why: 'reading-not-signed' }
    : { ...of, verdict: 'agrees', why: 'sealed' };
}
