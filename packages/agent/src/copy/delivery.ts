import {
  type AddendumPredicate,
  type DeliveryOf,
  type DeliveryPredicate,
  decodeDelivery,
  decodeEnvelope,
  encodeDelivery,
  PAYLOAD_TYPE,
  pae,
  SeqwardenError,
  type Trust,
  verifyRaw,
} from '@seqwarden/proof';
import { signStatement } from '../config/sign-statement.ts';
import type { SealSigner } from '../config/signer.ts';
import type { Destination } from '../destinations/destination.ts';
import { LARGEST_ENVELOPE, numberedNames, putNumbered } from './numbered-documents.ts';

/** Documents that are looked at: whoever plants more makes us record a delivery once more, and no worse. */
const MOST_LOOKED_AT = 64;

/**
 * How many delivery statements a destination holds on a seal, or an addendum, of the first 64 documents that are named like one: envelopes about this seal and this
 * destination, signed by a key of `trust`. Without `trust` signatures are not looked at.
 */
export async function deliveriesOf(
  destination: Destination,
  seal: string,
  trust?: Trust,
  of: DeliveryOf = 'seal',
): Promise<number> {
  let count = 0;
  for (const name of (await numberedNames(destination, folderOf(seal))).slice(0, MOST_LOOKED_AT))
    if (await isDelivery(destination, seal, name, trust, of)) count++;
  return count;
}

/**
 * Signs a delivery, enters it in the log, and puts it beside those that are there (FORMATS.md 7). Throws LOG_*, and DESTINATION_UNUSABLE where name after name is taken that the
 * destination does not show.
 */
export async function recordDelivery(
  destination: Destination,
  seal: string,
  predicate: Omit<DeliveryPredicate, 'destination'>,
  signer: SealSigner,
  of: DeliveryOf = 'seal',
): Promise<void> {
  const statement = encodeDelivery(seal, { ...predicate, destination: destination.id }, of);
  const { envelope } = await signStatement(statement, signer);
  await putNumbered(destination, folderOf(seal), envelope);
}

/** What a delivery of an addendum says that it covers: what this one added and amended. */
export function totalsOfAddendum({
  added,
  amended,
}: Pick<AddendumPredicate, 'added' | 'amended'>): DeliveryPredicate['manifest'] {
  return { files: added.files + amended.files, bytes: added.bytes + amended.bytes };
}

function folderOf(seal: string): string {
  return `deliveries/${seal}`;
}

async function isDelivery(
  destination: Destination,
  seal: string,
  name: string,
  trust: Trust | undefined,
  of: DeliveryOf,
): Promise<boolean> {
  try {
    const file = await destination.readOwn(`${folderOf(seal)}/${name}`, LARGEST_ENVELOPE);
    if (file === undefined) return false;
    const { payload, keyid, raw } = decodeEnvelope(file);
    const { sealIdentity, predicate } = decodeDelivery(payload, of);
    if (sealIdentity !== seal || predicate.destination !== destination.id) return false;
    if (trust === undefined) return true;
    const key = trust.sealKeys.find(one => one.keyid === keyid);
    return key !== undefined && (await verifyRaw(key.spki, pae(PAYLOAD_TYPE, payload), raw));
  } catch (error) {
    if (!(error instanceof SeqwardenError) || !ABOUT_IT.test(error.code)) throw error;
    return false;
  }
}

/** What stands there is no document of ours, or nobody can read it. */
const ABOUT_IT = /^(?:ENVELOPE_|STATEMENT_|DESTINATION_(?!DOWN$))/;
