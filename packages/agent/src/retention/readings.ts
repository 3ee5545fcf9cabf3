import { type DeliveryOf, decodeDelivery, type StatementKind, type Trust } from '@seqwarden/proof';
import type { Reading } from './decide-deletion.ts';
import { type OwnReader, signedDocuments } from './signed-documents.ts';

type Delivery = ReturnType<typeof decodeDelivery>;

function deliveries(of: DeliveryOf): StatementKind<Delivery> {
  return {
    decode: payload => decodeDelivery(payload, of),
    statedAt: ({ predicate }) => predicate.completedAt,
    role: 'seal',
  };
}

/**
 * The second reads of what the seal or the addendum with this identity lists, at this very destination, by trusted keys. A statement about another one or
 * another destination, which somebody laid there, is none. Throws DESTINATION_*.
 */
export async function readingsAt(
  place: OwnReader & { readonly id: string },
  identity: string,
  trust: Trust,
  of: DeliveryOf = 'seal',
): Promise<{ readonly readings: readonly Reading[]; readonly unjudged: number }> {
  const folder = `deliveries/${identity}`;
  const { statements, unjudged } = await signedDocuments(place, folder, deliveries(of), trust);
  const readings = statements
    .map(({ statement }) => statement)
    .filter(({ sealIdentity, predicate }) => sealIdentity === identity && predicate.destination === place.id)
    .filter(({ predicate }) => predicate.check === 'second-read')
    .map(({ predicate: { startedAt, completedAt, manifest } }) => ({ startedAt, completedAt, ...manifest }));
  return { readings, unjudged };
}

/** Whether a trusted key ever said that a run with this seal came to the place. Throws DESTINATION_*. */
export async function isDelivered(place: OwnReader, seal: string, trust: Trust): Promise<boolean> {
  const { statements } = await signedDocuments(place, `deliveries/${seal}`, deliveries('seal'), trust);
  return statements.some(({ statement }) => statement.sealIdentity === seal);
}
