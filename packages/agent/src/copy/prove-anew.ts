import {
  ADDENDUM_ENVELOPE_FILE,
  ADDENDUM_PROOF_FILE,
  type Bytes,
  ENVELOPE_FILE,
  PROOF_FILE,
  type RegisterAtHand,
  SeqwardenError,
} from '@seqwarden/proof';
import type { Register } from '../config/register.ts';
import type { AddendaFound } from '../custody/read-addenda.ts';
import type { CustodyFiles } from '../destinations/destination.ts';

/** Our own log, as who asks it sees it, and as who signs does. */
export interface OwnRegister {
  readonly atHand: RegisterAtHand;
  readonly register: Register;
}

/**
 * What lies in a `Custody`, with the newest proof of our own log in place of whatever lies there as one, where that log has the very envelope. Nothing is entered. A
 * log that cannot be asked now changes nothing.
 */
export async function provenAnew(own: OwnRegister, custody: CustodyFiles): Promise<CustodyFiles> {
  const proof = await proofOf(own, custody.get(ENVELOPE_FILE));
  return proof === undefined ? custody : new Map([...custody, [PROOF_FILE, [proof]]]);
}

/** As {@link provenAnew}, of addenda. */
export async function addendaProvenAnew(own: OwnRegister, found: AddendaFound): Promise<AddendaFound> {
  const files = new Map(found.files);
  for (const [number, addendum] of found.files) {
    const envelope = addendum.get(ADDENDUM_ENVELOPE_FILE);
    const proof = await proofOf(own, envelope && [envelope]);
    if (proof !== undefined) files.set(number, new Map([...addendum, [ADDENDUM_PROOF_FILE, proof]]));
  }
  return { ...found, files };
}

async function proofOf(
  { atHand, register }: OwnRegister,
  pieces: readonly Uint8Array[] | undefined,
): Promise<Bytes | undefined> {
  if (pieces === undefined) return undefined;
  const entry = new Uint8Array(Buffer.concat(pieces));
  try {
    // What it has already is not entered once more: all that comes of this is the proof.
    return (await atHand.indexOf(entry)) === undefined ? undefined : (await register.append(entry)).proof;
  } catch (error) {
    if (error instanceof SeqwardenError && error.code !== 'INTERNAL') return undefined;
    throw error;
  }
}
