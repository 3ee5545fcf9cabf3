import { decodeBase64, encodeBase64 } from '../base64.ts';
import { type Bytes, equalBytes, utf8 } from '../bytes.ts';
import { SeqwardenError } from '../errors.ts';
import { isCount, parseDecimal } from './decimal.ts';
import { type SignEd25519, verifyEd25519 } from './ed25519.ts';
import { EMPTY_ROOT, HASH_LENGTH } from './hash.ts';
import { encodeNote, type Note, parseNote, signaturesBy } from './note.ts';
import type { VerifierKey } from './verifier-key.ts';

/** What a log says of itself at one size (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Which log this is; the name of its key. */
  readonly origin: string;
  /** Number of entries, below 2^53. */
  readonly size: number;
  /** RFC 6962 tree hash, 32 bytes. */
  readonly root: Bytes;
}

/** Three lines. Throws `CHECKPOINT_MALFORMED` for what {@link parseCheckpoint} would not read. */
export function encodeCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isCount(size)) malformed('its size is no whole number below 2^53');
  const text = `${origin}\n${size}\n${encodeBase64(root)}\n`;
  parseCheckpoint(text);
  return text;
}

/** Reads a note's text. Throws `CHECKPOINT_MALFORMED`, also for extension lines, which we never sign. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', sizeText = '', rootText = '', end, ...rest] = text.split('\n', 5);
  if (end !== '' || rest.length > 0) malformed('it has not exactly three lines');
  if (origin === '') malformed('it has no origin');
  const size = parseDecimal(sizeText);
  if (size === undefined) malformed('its size is no canonical decimal below 2^53');
  const root = decodeBase64(rootText);
  if (root?.length !== HASH_LENGTH) malformed('its root is no SHA-256 in canonical base64');
  if (size === 0 && !equalBytes(root, EMPTY_ROOT)) malformed('its root is not that of an empty log');
  return { origin, size, root };
}

/** The checkpoint's file, signed by its log. Throws `CHECKPOINT_MALFORMED` where `key` is not a log key of that origin. */
export async function signCheckpoint(
  checkpoint: Checkpoint,
  key: VerifierKey,
  sign: SignEd25519,
): Promise<Bytes> {
  if (key.type !== 'ed25519' || key.name !== checkpoint.origin) malformed('the key is not of its register');
  const text = encodeCheckpoint(checkpoint);
  const signature = new Uint8Array(await sign(utf8(text)));
  return encodeNote({ text, signatures: [{ name: key.name, keyId: key.keyId, signature }] });
}

/**
 * Reads a checkpoint's file and checks that its log signed it. Throws `NOTE_MALFORMED`, `CHECKPOINT_MALFORMED`,
 * `CHECKPOINT_UNSIGNED` (another log's, or not signed by this key) or `CHECKPOINT_SIGNATURE_INVALID`.
 */
export async function openCheckpoint(
  file: Uint8Array,
  key: VerifierKey,
): Promise<{ readonly checkpoint: Checkpoint; readonly note: Note }> {
  const note = parseNote(file);
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== key.name || !(await isSignedByLog(note, key))) {
    throw new SeqwardenError('CHECKPOINT_UNSIGNED', 'the head is not signed by the key of this register');
  }
  return { checkpoint, note };
}

/**
 * Whether a line of this log key stands below the note. Throws `CHECKPOINT_SIGNATURE_INVALID` if one does and is wrong.
 * A key that makes cosignatures signs no checkpoint.
 */
export async function isSignedByLog(note: Note, key: VerifierKey): Promise<boolean> {
  if (key.type !== 'ed25519') return false;
  const signatures = signaturesBy(key, note);
  for (const { signature } of signatures) {
    if (!(await verifyEd25519(key.publicKey, utf8(note.text), signature))) {
      throw new SeqwardenError(
        'CHECKPOINT_SIGNATURE_INVALID',
        "the signature of the register's head is wrong",
      );
    }
  }
  return signatures.length > 0;
}

function malformed(what: string): never {
  throw new SeqwardenError('CHECKPOINT_MALFORMED', `the register head: ${what}`);
}
