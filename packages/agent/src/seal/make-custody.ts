import {
  BUNDLE_FILE,
  type Bytes,
  decodeSeal,
  ENVELOPE_FILE,
  encodeSeal,
  MANIFEST_FILE,
  PROOF_FILE,
  type SealPredicate,
  SSHSIG_FILE,
  sealIdentity,
  signSsh,
  sigstoreBundle,
} from '@seqwarden/proof';
import { NO_TIME, signOnce } from '../config/sign-statement.ts';
import type { SealSigner } from '../config/signer.ts';
import type { CustodyContent } from '../custody/publish-custody.ts';
import type { ManifestBytes } from './manifest-bytes.ts';

export interface MadeCustody {
  /** The files of `Custody/`. */
  readonly content: CustodyContent;
  /** SHA-256 of seal.intoto.json, hex: what later statements call this seal. */
  readonly identity: string;
  /** To be called when it lies where it belongs, of one that was made now. */
  readonly published?: (() => void) | undefined;
}

/** Signs, and enters the seal in the log. Everything before this is reversible; nothing is written beside the run yet. Throws LOG_*, CLOCK_BACK, STATE_FULL. */
export async function makeCustody(
  manifest: ManifestBytes,
  predicate: SealPredicate,
  signer: SealSigner,
): Promise<MadeCustody> {
  const statement = encodeSeal(Buffer.from(manifest.sha256).toString('hex'), predicate);
  const { envelope, proof, published } = await signOnce(statement, withoutTimes, signer);
  const content = new Map<string, Iterable<Uint8Array>>([
    [MANIFEST_FILE, manifest.chunks],
    [SSHSIG_FILE, [await signSsh(manifest.sha256, signer.spki, signer.sign)]],
    [ENVELOPE_FILE, [envelope]],
    [BUNDLE_FILE, [sigstoreBundle(envelope, signer.keyid)]],
  ]);
  if (proof !== undefined) content.set(PROOF_FILE, [proof]);
  return { content, identity: await sealIdentity(envelope), published };
}

function withoutTimes(statement: Bytes): Bytes {
  const { manifestSha256, predicate } = decodeSeal(statement);
  return encodeSeal(manifestSha256, { ...predicate, startedAt: NO_TIME, sealedAt: NO_TIME });
}
