import { randomBytes } from 'node:crypto';
import { SeqwardenError } from '@seqwarden/proof';
import { OWN_FOLDER } from '../host/run-place.ts';

/** Below `.seqwarden/`: 32 hex digits and a line feed. */
export const ID_FILE = 'destination-id';
/** No identity is longer, whatever it ends with. */
export const LARGEST_ID = 64;

/** What is written where a destination has no identity yet. */
export function drawId(): Buffer {
  return Buffer.from(`${randomBytes(16).toString('hex')}\n`);
}

/** undefined: it is none. */
export function parseId(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('latin1').trimEnd();
  return /^[0-9a-f]{32}$/.test(text) ? text : undefined;
}

/** As {@link parseId}. Throws DESTINATION_UNUSABLE. */
export function requireId(bytes: Uint8Array | undefined): string {
  const id = parseId(bytes ?? new Uint8Array());
  if (id !== undefined) return id;
  throw new SeqwardenError('DESTINATION_UNUSABLE', `${OWN_FOLDER}/${ID_FILE} is damaged`);
}
