import { decodeBase64, encodeBase64 } from './base64.ts';
import { type Bytes, utf8 } from './bytes.ts';
import { sha256Hex } from './digest.ts';
import { pointFromSpki } from './ecdsa.ts';
import { SeqwardenError } from './errors.ts';
import { parseJson } from './json.ts';
import { boolean, digest, list, nullable, object, oneOf, orCode, ShapeError, text, time } from './shape.ts';

/** A seal key that a verifier trusts from `validFrom` (inclusive) until `validUntil` (exclusive; null: no end known). */
export interface TrustedKey {
  /** SHA-256 (hex) of `spki`. */
  readonly keyid: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
  readonly label: string;
  readonly validFrom: string;
  readonly validUntil: string | null;
}

/** What a verifier starts from; docs/FORMATS.md section 8. */
export interface Trust {
  readonly madeAt: string;
  readonly sealKeys: readonly TrustedKey[];
  readonly logRequired: boolean;
  /** Identities of seals that a later generation replaced. */
  readonly superseded: readonly { readonly seal: string; readonly by: string }[];
}

const MAX_FILE = 1024 * 1024;
const MAX_KEYS = 1000;
/** At 174 bytes a pair, as {@link encodeTrust} writes it, this leaves room for some hundred keys. */
const MAX_SUPERSEDED = 5000;
const MAX_LABEL = 200;

/** Throws `TRUST_UNUSABLE`. Where the file came from and who can write it is for the caller to check. */
export async function parseTrust(bytes: Uint8Array): Promise<Trust> {
  const trust = orCode('TRUST_UNUSABLE', 'the trust file', () => readTrust(parseJson(bytes, MAX_FILE).value));
  const seen = new Set<string>();
  for (const key of trust.sealKeys) {
    if ((await sha256Hex(key.spki)) !== key.keyid) unusable('a keyid is not the digest of its key');
    if (seen.has(key.keyid)) unusable('a key stands twice');
    seen.add(key.keyid);
  }
  return trust;
}

/** The trust file's bytes, laid out for people. Throws TRUST_UNUSABLE for what {@link parseTrust} would not read. */
export function encodeTrust(trust: Trust): Bytes {
  const document = {
    seqwardenTrust: 1,
    madeAt: trust.madeAt,
    sealKeys: trust.sealKeys.map(({ keyid, spki, label, validFrom, validUntil }) => ({
      keyid,
      spki: encodeBase64(spki),
      label,
      validFrom,
      validUntil,
    })),
    logKeys: [],
    policy: null,
    logRequired: trust.logRequired,
    checkpoint: null,
    superseded: trust.superseded.map(({ seal, by }) => ({ seal, by })),
  };
  const bytes = utf8(`${JSON.stringify(document, null, 2)}\n`);
  orCode('TRUST_UNUSABLE', 'the trust file', () => readTrust(parseJson(bytes, MAX_FILE).value));
  return bytes;
}

/** For people to compare: the first 24 hex digits of a key id in groups of four. */
export function keyFingerprint(keyid: string): string {
  return (keyid.slice(0, 24).match(/.{4}/g) ?? []).join(' ');
}

function readTrust(value: unknown): Trust {
  const trust = object(value, 'the document', [
    ...(['seqwardenTrust', 'madeAt', 'sealKeys', 'logKeys'] as const),
    ...(['policy', 'logRequired', 'checkpoint', 'superseded'] as const),
  ]);
  oneOf(trust.seqwardenTrust, 'seqwardenTrust', [1]);
  list(trust.logKeys, 'logKeys', 0, () => undefined);
  oneOf(trust.policy, 'policy', [null]);
  oneOf(trust.checkpoint, 'checkpoint', [null]);
  const sealKeys = list(trust.sealKeys, 'sealKeys', MAX_KEYS, readKey);
  if (sealKeys.length === 0) throw new ShapeError('sealKeys is empty');
  return {
    madeAt: time(trust.madeAt, 'madeAt'),
    sealKeys,
    logRequired: boolean(trust.logRequired, 'logRequired'),
    superseded: list(trust.superseded, 'superseded', MAX_SUPERSEDED, readSuperseded),
  };
}

function readKey(value: unknown, place: string): TrustedKey {
  const key = object(value, place, ['keyid', 'spki', 'label', 'validFrom', 'validUntil']);
  const spki = typeof key.spki === 'string' ? decodeBase64(key.spki) : undefined;
  if (spki === undefined || pointFromSpki(spki) === undefined) {
    throw new ShapeError(`${place}.spki is no P-256 key in base64 of DER`);
  }
  return {
    keyid: digest(key.keyid, `${place}.keyid`),
    spki,
    label: text(key.label, `${place}.label`, MAX_LABEL),
    validFrom: time(key.validFrom, `${place}.validFrom`),
    validUntil: nullable(key.validUntil, value => time(value, `${place}.validUntil`)),
  };
}

function readSuperseded(value: unknown, place: string): Trust['superseded'][number] {
  const entry = object(value, place, ['seal', 'by']);
  return { seal: digest(entry.seal, `${place}.seal`), by: digest(entry.by, `${place}.by`) };
}

function unusable(what: string): never {
  throw new SeqwardenError('TRUST_UNUSABLE', `the trust file: ${what}`);
}
