import { fitted } from '@seqwarden/proof/acts';
import { childrenOf, type DerValue, derValue } from './der-reader.ts';

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
/** `[0]`, constructed. */
const FIRST = 0xa0;

/** 1.2.840.113549.1.7.2, RFC 2315 section 14. */
const SIGNED_DATA = '06092a864886f70d010702';
/** 2.5.4.3, RFC 5280 appendix A. */
const COMMON_NAME = '0603550403';

/**
 * Who made the first signature of a PKCS #7 SignedData (RFC 2315 section 9.1), as the certificate that the signature points to calls him: its subject's common name. Null: nothing that
 * can be read. Nothing is verified: whoever makes a file can write any name.
 */
export function signingSubject(pkcs7: Uint8Array): string | null {
  const [type, content] = childrenOf(derValue(pkcs7), SEQUENCE);
  if (hexOf(type) !== SIGNED_DATA) return null;
  const parts = childrenOf(childrenOf(content, FIRST)[0], SEQUENCE);
  const certificates = childrenOf(parts.find(({ tag }) => tag === FIRST));
  const signers = parts.findLast(({ tag }) => tag === SET);
  const [, identifier] = childrenOf(childrenOf(signers)[0], SEQUENCE);
  const [issuer, serial] = childrenOf(identifier, SEQUENCE);
  if (issuer === undefined || serial?.tag !== INTEGER) return null;
  for (const certificate of certificates) {
    const named = namesOf(certificate);
    if (named !== undefined && isSame(named.issuer, issuer) && isSame(named.serial, serial))
      return commonName(named.subject);
  }
  return null;
}

/** RFC 5280 section 4.1: version (if there), serial, algorithm, issuer, validity, subject. */
function namesOf(certificate: DerValue) {
  const [first, ...others] = childrenOf(childrenOf(certificate, SEQUENCE)[0], SEQUENCE);
  const [serial, , issuer, , subject] = first?.tag === FIRST ? others : [first, ...others];
  return serial === undefined || issuer === undefined || subject === undefined
    ? undefined
    : { serial, issuer, subject };
}

/** The last one: names go from the general to the particular. */
function commonName(subject: DerValue): string | null {
  const pairs = childrenOf(subject, SEQUENCE).flatMap(set =>
    childrenOf(set, SET).map(one => childrenOf(one, SEQUENCE)),
  );
  const [, value] = pairs.findLast(([type]) => hexOf(type) === COMMON_NAME) ?? [];
  const text = value === undefined ? null : textOf(value);
  return text === null ? null : fitted(text);
}

/** RFC 5280, DirectoryString; IA5String is written too. */
function textOf({ tag, content }: DerValue): string | null {
  const encoding = ENCODINGS.get(tag);
  if (encoding === undefined) return null;
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(content);
  } catch {
    return null;
  }
}

const ENCODINGS: ReadonlyMap<number, string> = new Map([
  [0x0c, 'utf-8'],
  [0x13, 'latin1'],
  [0x14, 'latin1'],
  [0x16, 'latin1'],
  [0x1e, 'utf-16be'],
]);

function isSame(a: DerValue, b: DerValue): boolean {
  return Buffer.compare(a.whole, b.whole) === 0;
}

function hexOf(value: DerValue | undefined): string {
  return value === undefined ? '' : Buffer.from(value.whole.subarray(0, 32)).toString('hex');
}
