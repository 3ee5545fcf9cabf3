import {
  encodeSeal,
  type SealPredicate,
  sealIdentity,
  signEnvelope,
  signSsh,
  sigstoreBundle,
} from '@seqwarden/proof';
import type { Signer } from '../config/signer.ts';
import type { CustodyContent } from '../custody/publish-custody.ts';
import type { ManifestBytes } from './manifest-bytes.ts';

export interface MadeCustody {
  /** The four files of `Custody/`. */
  readonly content: CustodyContent;
  /** SHA-256 of seal.intoto.json, hex: what later statements call this seal. */
  readonly identity: string;
}

/** Signs. Everything before this is reversible; nothing is written here yet. */
export async function makeCustody(
  manifest: ManifestBytes,
  predicate: SealPredicate,
  signer: Signer,
): Promise<MadeCustody> {
  const statement = encodeSeal(Buffer.from(manifest.sha256).toString('hex'), predicate);
  const envelope = await signEnvelope(statement, signer.keyid, signer.sign);
  const content = new Map<string, Iterable<Uint8Array>>([
    ['SHA256SUMS', manifest.chunks],
    ['SHA256SUMS.sig', [await signSsh(manifest.sha256, signer.spki, signer.sign)]],
    ['seal.intoto.json', [envelope]],
    ['seal.sigstore.json', [sigstoreBundle(envelope, signer.keyid)]],
  ]);
  return { content, identity: await sealIdentity(envelope) };
}
