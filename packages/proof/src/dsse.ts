import { decodeBase64, encodeBase64 } from './base64.ts';
import { type Bytes, concatBytes, utf8 } from './bytes.ts';
import { derFromRaw, rawFromDer } from './der.ts';
import { sha256Hex } from './digest.ts';
import { canonicalRaw, isCanonicalRaw, type Sign } from './ecdsa.ts';
import { SeqwardenError } from './errors.ts';
import { parseJson } from './json.ts';
import { digest, object, oneOf, ShapeError } from './shape.ts';

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** An envelope's file is shorter than this: an entry of a C2SP tlog-tiles log has a 16-bit length. */
const ENVELOPE_LIMIT = 65_536;

/** An envelope (docs/FORMATS.md section 4) whose spelling was checked, but not yet its signature. */
export interface Envelope {
  readonly payload: Bytes;
  readonly keyid: string;
  /** r‖s with low s. */
  readonly raw: Bytes;
}

/** Pre-authentication encoding (DSSE 1.0, protocol.md): the bytes that are signed. */
export function pae(payloadType: string, payload: Uint8Array): Bytes {
  const head = `DSSEv1 ${utf8(payloadType).length} ${payloadType} ${payload.length} `;
  return concatBytes(utf8(head), payload);
}

/** Signs a payload; the result is the envelope's file. `keyid` is the SHA-256 (hex) of the signer's SPKI. */
export async function signEnvelope(payload: Bytes, keyid: string, sign: Sign): Promise<Bytes> {
  const raw = canonicalRaw(await sign(pae(PAYLOAD_TYPE, payload)));
  const file = utf8(spell(encodeBase64(payload), keyid, encodeBase64(derFromRaw(raw))));
  if (file.length >= ENVELOPE_LIMIT) {
    throw new SeqwardenError('STATEMENT_TOO_LARGE', `the envelope has ${file.length} bytes`);
  }
  return file;
}

/**
 * Reads an envelope's file. Throws `ENVELOPE_MALFORMED`, `ENVELOPE_SIGNATURE_COUNT` (not one payload and one
 * signature) or `ENVELOPE_NOT_CANONICAL`. That the signature is right is checked with `verifyRaw`.
 */
export function decodeEnvelope(file: Uint8Array): Envelope {
  try {
    const { text, value } = parseJson(file, ENVELOPE_LIMIT - 1);
    const { envelope, spelling } = readEnvelope(value);
    if (!isCanonicalRaw(envelope.raw) || spelling !== text) {
      throw new SeqwardenError('ENVELOPE_NOT_CANONICAL', 'the envelope is not in its canonical spelling');
    }
    return envelope;
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const isTwo = error.doubledKey === 'payload' || error.doubledKey === 'signatures';
    const code = isTwo ? 'ENVELOPE_SIGNATURE_COUNT' : 'ENVELOPE_MALFORMED';
    throw new SeqwardenError(code, `the envelope: ${error.message}`);
  }
}

/** What "previous seal", "derived from" and deliveries call a seal by. */
export async function sealIdentity(envelopeFile: Bytes): Promise<string> {
  return sha256Hex(envelopeFile);
}

/** Base64 and DER are read in their one spelling only, so that the strings that were read are those of the file's one spelling. */
function readEnvelope(value: unknown): { readonly envelope: Envelope; readonly spelling: string } {
  const envelope = object(value, 'the envelope', ['payload', 'payloadType', 'signatures']);
  oneOf(envelope.payloadType, 'payloadType', [PAYLOAD_TYPE]);
  if (!Array.isArray(envelope.signatures)) throw new ShapeError('signatures is not a list');
  if (envelope.signatures.length !== 1) {
    throw new SeqwardenError('ENVELOPE_SIGNATURE_COUNT', 'the envelope has not exactly one signature');
  }
  const signature = object(envelope.signatures[0], 'the signature', ['keyid', 'sig']);
  const sig = base64(signature.sig, 'sig');
  const raw = rawFromDer(sig.bytes);
  if (raw === undefined) throw new ShapeError('sig is no ECDSA P-256 signature in DER');
  const payload = base64(envelope.payload, 'payload');
  const keyid = digest(signature.keyid, 'keyid');
  const spelling = spell(payload.text, keyid, sig.text);
  return { envelope: { payload: payload.bytes, keyid, raw }, spelling };
}

function base64(value: unknown, place: string): { readonly text: string; readonly bytes: Bytes } {
  const bytes = typeof value === 'string' ? decodeBase64(value) : undefined;
  if (typeof value !== 'string' || bytes === undefined)
    throw new ShapeError(`${place} is not canonical base64`);
  return { text: value, bytes };
}

/** The envelope's file from base64 and hex, which JSON takes as they are. */
function spell(payload: string, keyid: string, sig: string): string {
  return `{"payload":"${payload}","payloadType":"${PAYLOAD_TYPE}","signatures":[{"keyid":"${keyid}","sig":"${sig}"}]}\n`;
}
