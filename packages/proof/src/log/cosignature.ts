import { type Bytes, concatBytes, utf8 } from '../bytes.ts';
import { SeqwardenError } from '../errors.ts';
import { isCount } from './decimal.ts';
import { type SignEd25519, verifyEd25519 } from './ed25519.ts';
import type { Note, NoteSignature } from './note.ts';
import type { VerifierKey } from './verifier-key.ts';

/** Big-endian seconds since 1970 stand before the signature proper. */
const TIME_LENGTH = 8;

/**
 * A witness's line for this checkpoint (C2SP tlog-cosignature, `cosignature/v1`): that at `seconds` since 1970 this
 * was the largest tree of the log that it had seen, consistent with all before. Throws `RangeError` for a log's
 * key, or a time that is no whole number below 2^53.
 */
export async function cosign(
  note: Note,
  key: VerifierKey,
  seconds: number,
  sign: SignEd25519,
): Promise<NoteSignature> {
  if (key.type !== 'cosignature-ed25519') throw new RangeError('this key makes no cosignatures');
  if (!isCount(seconds)) throw new RangeError('the time is no whole number of seconds below 2^53');
  const time = new Uint8Array(TIME_LENGTH);
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
  const signature = concatBytes(time, await sign(cosignedMessage(note, seconds)));
  return { name: key.name, keyId: key.keyId, signature };
}

/** The time of a witness's line, in seconds since 1970. Throws `COSIGNATURE_INVALID`, also for the key of a log. */
export async function verifyCosignature(
  note: Note,
  { name, keyId, signature }: NoteSignature,
  key: VerifierKey,
): Promise<number> {
  const isOfKey = key.type === 'cosignature-ed25519' && name === key.name && keyId === key.keyId;
  if (isOfKey && signature.length > TIME_LENGTH) {
    const seconds = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
    const proper = signature.slice(TIME_LENGTH);
    if (isCount(seconds) && (await verifyEd25519(key.publicKey, cosignedMessage(note, seconds), proper))) {
      return seconds;
    }
  }
  throw new SeqwardenError('COSIGNATURE_INVALID', 'the signature of a countersigner is wrong');
}

function cosignedMessage(note: Note, seconds: number): Bytes {
  return utf8(`cosignature/v1\ntime ${seconds}\n${note.text}`);
}
