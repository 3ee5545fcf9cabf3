import { type DeliveryPredicate, encodeDelivery, signEnvelope } from '@seqwarden/proof';
import type { Signer } from '../config/signer.ts';
import type { Destination } from '../destinations/destination.ts';

const NAME = /^\d{4,}\.intoto\.json$/;

/** How many delivery statements a destination holds on a seal. */
export async function deliveriesOf(destination: Destination, seal: string): Promise<number> {
  const names = await destination.listOwn(`deliveries/${seal}`);
  return names.filter(name => NAME.test(name)).length;
}

/** Signs a delivery and puts it beside those that are there (FORMATS.md 7). */
export async function recordDelivery(
  destination: Destination,
  seal: string,
  predicate: Omit<DeliveryPredicate, 'destination'>,
  signer: Signer,
): Promise<void> {
  const statement = encodeDelivery(seal, { ...predicate, destination: destination.id });
  const envelope = await signEnvelope(statement, signer.keyid, signer.sign);
  for (let number = (await deliveriesOf(destination, seal)) + 1; ; number++) {
    const name = `${String(number).padStart(4, '0')}.intoto.json`;
    if (await destination.putOwn(`deliveries/${seal}/${name}`, envelope)) return;
  }
}
