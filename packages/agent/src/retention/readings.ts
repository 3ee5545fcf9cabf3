import { decodeDelivery, type Trust } from '@seqwarden/proof';
import type { Reading } from './decide-deletion.ts';
import { type Kind, type OwnReader, signedDocuments } from './signed-documents.ts';

const DELIVERY: Kind<ReturnType<typeof decodeDelivery>> = {
  decode: decodeDelivery,
  statedAt: ({ predicate }) => predicate.completedAt,
};

/**
 * The second reads of the run with this seal at this very destination, by trusted keys. A statement about another seal or another destination, which somebody
 * laid there, is none. Throws DESTINATION_*.
 */
export async function readingsAt(
  place: OwnReader & { readonly id: string },
  seal: string,
  trust: Trust,
): Promise<{ readonly readings: readonly Reading[]; readonly unjudged: number }> {
  const { statements, unjudged } = await signedDocuments(place, `deliveries/${seal}`, DELIVERY, trust);
  const readings = statements
    .map(({ statement }) => statement)
    .filter(({ sealIdentity, predicate }) => sealIdentity === seal && predicate.destination === place.id)
    .filter(({ predicate }) => predicate.check === 'second-read')
    .map(({ predicate: { startedAt, completedAt, manifest } }) => ({ startedAt, completedAt, ...manifest }));
  return { readings, unjudged };
}

/** Whether a trusted key ever said that a run with this seal came to the place. Throws DESTINATION_*. */
export async function isDelivered(place: OwnReader, seal: string, trust: Trust): Promise<boolean> {
  const { statements } = await signedDocuments(place, `deliveries/${seal}`, DELIVERY, trust);
  return statements.some(({ statement }) => statement.sealIdentity === seal);
}
