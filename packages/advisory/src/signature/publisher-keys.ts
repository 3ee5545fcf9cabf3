import { SeqwardenError } from '@seqwarden/proof';
import type { PublicKey } from 'openpgp';

/** A publisher's OpenPGP key. */
export interface PublisherKey {
  readonly key: PublicKey;
  /** A person named this key; one that came with the advisories is not trusted for that. */
  readonly pinned: boolean;
}

/** Keys with many signatures of others are large; a key ring of one publisher is not. */
const MAX_KEY_BYTES = 1024 * 1024;

/**
 * Reads keys, armoured or binary. Secret keys are refused: nobody checks with them, and they do not belong here.
 * @throws SeqwardenError PUBLISHER_KEY_UNUSABLE
 */
export async function readPublisherKeys(
  bytes: Uint8Array,
  file: string,
  pinned: boolean,
): Promise<PublisherKey[]> {
  const unusable = (why: string) => new SeqwardenError('PUBLISHER_KEY_UNUSABLE', `${file}: ${why}`);
  if (bytes.length > MAX_KEY_BYTES) throw unusable('is larger than a key');
  const text = Buffer.from(bytes).toString('latin1');
  const armoured = text.includes('-----BEGIN PGP');
  if (armoured && text.includes('PRIVATE KEY')) throw unusable('holds a secret key');
  // Loaded when it is first needed: it is large, and most commands check no signature of others.
  const { readKeys } = await import('openpgp');
  let keys: PublicKey[];
  try {
    keys = await (armoured ? readKeys({ armoredKeys: text }) : readKeys({ binaryKeys: bytes }));
  } catch {
    throw unusable('is no OpenPGP key');
  }
  if (keys.length === 0) throw unusable('holds no key');
  if (keys.some(key => key.isPrivate())) throw unusable('holds a secret key');
  return keys.map(key => ({ key, pinned }));
}
