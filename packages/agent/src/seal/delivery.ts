import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DeliveryPredicate, encodeDelivery, signEnvelope } from '@seqwarden/proof';
import type { Signer } from '../config/signer.ts';
import { flushFolderAt } from '../host/flush-folder.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { makeOwnFolder } from '../host/own-file.ts';
import { OWN_FOLDER } from '../host/run-place.ts';
import { writeDurable } from '../host/write-durable.ts';

/** How many delivery statements this destination holds on a seal. */
export function deliveriesOf(ownFolder: string, seal: string): number {
  try {
    return readdirSync(join(ownFolder, 'deliveries', seal)).filter(name =>
      /^\d{4,}\.intoto\.json$/.test(name),
    ).length;
  } catch (error) {
    if (errno(error) === 'ENOENT') return 0;
    throw fsError(error, 'destination', `${OWN_FOLDER}/deliveries`);
  }
}

/** Signs a delivery and puts it beside those that are there (FORMATS.md 7). Returns its file name. */
export async function recordDelivery(
  ownFolder: string,
  seal: string,
  predicate: DeliveryPredicate,
  signer: Signer,
): Promise<string> {
  const folder = join(ownFolder, 'deliveries', seal);
  const envelope = await signEnvelope(encodeDelivery(seal, predicate), signer.keyid, signer.sign);
  try {
    makeOwnFolder(join(ownFolder, 'deliveries'));
    makeOwnFolder(folder);
    flushFolderAt(ownFolder);
    flushFolderAt(join(ownFolder, 'deliveries'));
  } catch (error) {
    throw fsError(error, 'destination', `${OWN_FOLDER}/deliveries`);
  }
  for (let number = deliveriesOf(ownFolder, seal) + 1; ; number++) {
    const name = `${String(number).padStart(4, '0')}.intoto.json`;
    try {
      writeDurable(folder, name, envelope, 0o644);
      return name;
    } catch (error) {
      if (errno(error) !== 'EEXIST') throw fsError(error, 'destination', `${OWN_FOLDER}/deliveries/${name}`);
    }
  }
}
