import { utf8 } from '../bytes.ts';
import { MAX_STATEMENT } from '../statement.ts';
import type { ActTail } from './act-type.ts';
import { MAX_FINDINGS, type ObservationPredicate } from './observation.ts';

type Says = Omit<ObservationPredicate, ActTail>;

/** Bytes for the frame of a statement, when it was made, and with what. */
const FRAME = 2_000;

/** An observation as so many that each fits into a statement: every one with all readings and a part of the findings, which may be more than one statement can hold. */
export function splitObservation(says: Says): Says[] {
  const room = MAX_STATEMENT - FRAME - size({ ...says, findings: [] });
  const parts: Says['findings'][number][][] = [[]];
  let left = room;
  for (const finding of says.findings) {
    const bytes = size(finding) + 1;
    const part = parts.at(-1) ?? [];
    if (part.length > 0 && (bytes > left || part.length === MAX_FINDINGS)) {
      parts.push([finding]);
      left = room - bytes;
    } else {
      part.push(finding);
      left -= bytes;
    }
  }
  return parts.map(findings => ({ ...says, findings }));
}

/** In canonical spelling, in bytes. */
function size(value: object): number {
  return utf8(JSON.stringify(value)).length;
}
