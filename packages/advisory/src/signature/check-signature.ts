import type { PublicKey, Signature, SignaturePacket, Subkey } from 'openpgp';
import type { PublisherKey } from './publisher-keys.ts';

/** Three facts, kept apart: a good signature by a key that has ended since is no bad one, and one by a stranger's key proves nothing. */
export interface SignatureCheck {
  /** Whether it fits these bytes. `not_checked`: the publisher's key is not at hand. */
  readonly signature: 'good' | 'bad' | 'not_checked';
  /** Whether the key could sign when the signature says that it was made; null where that was not judged. */
  readonly keyValidThen: boolean | null;
  /** Whether a person pinned this key and it is valid now; null where it is not at hand. */
  readonly keyTrustedNow: boolean | null;
  /** Fingerprint of the primary key if it is at hand, else what the signature names; hex, upper case. */
  readonly key: string | null;
  /** What the signature says; its maker's word. */
  readonly madeAt: string | null;
  /** Name of the digest, lower case: a weak one (MD5, SHA-1, RIPEMD) makes it bad. */
  readonly digest: string | null;
  /** Why it is bad, or was not checked. */
  readonly why: 'unreadable' | 'no_key' | 'several_signatures' | 'weak_digest' | 'does_not_fit' | null;
}

const MAX_SIGNATURE_BYTES = 64 * 1024;

/**
 * Checks a detached OpenPGP signature over the bytes of a document. What it says of keys it says as of `now`, and as of the time that the signature
 * states. A key that was revoked as compromised is valid at no time.
 */
export async function checkSignature(
  armoured: Uint8Array,
  document: Uint8Array,
  keys: readonly PublisherKey[],
  now: Date,
): Promise<SignatureCheck> {
  const packets = await readPackets(armoured);
  const [packet, second] = packets;
  if (packet === undefined) return { ...NOTHING, signature: 'bad', why: 'unreadable' };
  const said = {
    key:
      packet.issuerFingerprint === null
        ? packet.issuerKeyID.toHex().toUpperCase()
        : hex(packet.issuerFingerprint),
    madeAt: packet.created?.toISOString() ?? null,
    digest: DIGESTS.get(packet.hashAlgorithm) ?? null,
  };
  if (second !== undefined) return { ...NOTHING, ...said, signature: 'bad', why: 'several_signatures' };
  if (said.digest === null || WEAK.has(said.digest))
    return { ...NOTHING, ...said, signature: 'bad', why: 'weak_digest' };
  const candidates = keys.flatMap(({ key, pinned }) =>
    key
      .getKeys()
      .filter(signer => signer.getKeyID().equals(packet.issuerKeyID))
      .map(signer => ({ key, signer, pinned })),
  );
  if (candidates.length === 0) return { ...NOTHING, ...said, signature: 'not_checked', why: 'no_key' };
  // Key ids can be made to collide: a planted key must not turn a good signature into a bad one, nor be taken for the pinned one.
  for (const { key, signer, pinned } of candidates.toSorted((a, b) => Number(b.pinned) - Number(a.pinned))) {
    if (!(await fits(packet, signer, document))) continue;
    const validThen = packet.created !== null && (await canSign(key, signer, packet.created));
    const validNow = await canSign(key, signer, now);
    return {
      ...said,
      signature: 'good',
      keyValidThen: validThen,
      keyTrustedNow: pinned && validNow,
      key: key.getFingerprint().toUpperCase(),
      why: null,
    };
  }
  return { ...NOTHING, ...said, signature: 'bad', why: 'does_not_fit' };
}

/** RFC 9580, section 9.5. */
const DIGESTS: ReadonlyMap<number | null, string> = new Map([
  [1, 'md5'],
  [2, 'sha1'],
  [3, 'ripemd160'],
  [8, 'sha256'],
  [9, 'sha384'],
  [10, 'sha512'],
  [11, 'sha224'],
  [12, 'sha3-256'],
  [14, 'sha3-512'],
]);
const WEAK: ReadonlySet<string> = new Set(['md5', 'sha1', 'ripemd160']);

const NOTHING = {
  keyValidThen: null,
  keyTrustedNow: null,
  key: null,
  madeAt: null,
  digest: null,
} as const;

async function readPackets(armoured: Uint8Array): Promise<SignaturePacket[]> {
  if (armoured.length > MAX_SIGNATURE_BYTES) return [];
  const { readSignature, SignaturePacket } = await import('openpgp');
  let signature: Signature;
  try {
    const text = Buffer.from(armoured).toString('latin1');
    signature = await (text.includes('-----BEGIN PGP SIGNATURE-----')
      ? readSignature({ armoredSignature: text })
      : readSignature({ binarySignature: armoured }));
  } catch {
    return [];
  }
  return [...signature.packets].filter(packet => packet instanceof SignaturePacket);
}

/** The signature alone, at its own time; whether the key may sign then is another question. */
async function fits(
  packet: SignaturePacket,
  signer: PublicKey | Subkey,
  document: Uint8Array,
): Promise<boolean> {
  const { createMessage, enums } = await import('openpgp');
  const { signatureType } = packet;
  if (signatureType !== enums.signature.binary && signatureType !== enums.signature.text) return false;
  try {
    const message = await createMessage({ binary: document });
    const [literal] = message.packets;
    if (literal === undefined || packet.created === null) return false;
    await packet.verify(signer.keyPacket, signatureType, literal, packet.created, true);
    return true;
  } catch {
    return false;
  }
}

async function canSign(key: PublicKey, signer: PublicKey | Subkey, at: Date): Promise<boolean> {
  try {
    await key.getSigningKey(signer.getKeyID(), at);
    return true;
  } catch {
    return false;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}
