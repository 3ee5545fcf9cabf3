import {
  type Bytes,
  decodeEnvelope,
  equalBytes,
  PAYLOAD_TYPE,
  pae,
  SeqwardenError,
  sha256Hex,
  signEnvelope,
  verifyRaw,
} from '@seqwarden/proof';
import type { SealSigner } from './signer.ts';

/** A statement that was signed and, where this account has a log, entered there. */
export interface Entered {
  /** The envelope's file. */
  readonly envelope: Bytes;
  /** The file that proves its entry; undefined: there is no log. */
  readonly proof: Bytes | undefined;
}

/** A statement that is to be published. */
export interface EnteredDraft extends Entered {
  /** To be called when it lies where it belongs: until then it is taken again instead of signing another one. */
  readonly published: () => void;
}

/** Stands in place of the times of a statement that is compared without them. */
export const NO_TIME = '1970-01-01T00:00:00.000Z';

/** Signs a statement and enters it in the log. Throws as `Register.append`. */
export async function signStatement(statement: Bytes, signer: SealSigner): Promise<Entered> {
  const envelope = await signEnvelope(statement, signer.keyid, signer.sign);
  return { envelope, proof: (await signer.register?.append(envelope))?.proof };
}

/**
 * As {@link signStatement}, for what is made again after a crash: a statement that was signed before and says the same but for its times, and did not get
 * to where it belongs, is taken in its place. What it said then is true: whoever calls has found the very same again. `timeless` gives a statement without
 * its times.
 */
export async function signOnce(
  statement: Bytes,
  timeless: (statement: Bytes) => Bytes,
  signer: SealSigner,
): Promise<EnteredDraft> {
  const { register, keyid } = signer;
  if (register === undefined) return { ...(await signStatement(statement, signer)), published: () => {} };
  const { drafts } = register;
  const wanted = timeless(statement);
  const name = await sha256Hex(new Uint8Array(Buffer.concat([Buffer.from(`${keyid}\n`), wanted])));
  let envelope = drafts.read(name);
  if (envelope === undefined || !(await isDraftOf(envelope, wanted, timeless, signer))) {
    envelope = await signEnvelope(statement, keyid, signer.sign);
    drafts.keep(name, envelope);
  }
  const { proof } = await register.append(envelope);
  return { envelope, proof, published: () => drafts.remove(name) };
}

/** The state folder is ours, but a disk may have damaged what lies there. */
async function isDraftOf(
  file: Bytes,
  wanted: Bytes,
  timeless: (statement: Bytes) => Bytes,
  signer: SealSigner,
): Promise<boolean> {
  try {
    const { payload, keyid, raw } = decodeEnvelope(file);
    if (keyid !== signer.keyid || !equalBytes(timeless(payload), wanted)) return false;
    return await verifyRaw(signer.spki, pae(PAYLOAD_TYPE, payload), raw);
  } catch (error) {
    if (error instanceof SeqwardenError) return false;
    throw error;
  }
}
