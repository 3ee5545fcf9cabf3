import { decodeBase64, encodeBase64 } from './base64.ts';
import { type Bytes, concatBytes, equalBytes, textOfUtf8, utf8 } from './bytes.ts';
import { place, signedMagnitude } from './der.ts';
import { canonicalRaw, isCanonicalRaw, pointFromSpki, type Sign, spkiFromPoint, verifyRaw } from './ecdsa.ts';
import { SeqwardenError } from './errors.ts';

/** What a signed list is for: the list of one never passes for that of the other, docs/FORMATS.md sections 3, 13 and 30. */
export type SignedAs = keyof typeof NAMESPACES;

/** OpenSSH `PROTOCOL.sshsig` over the digest of SHA256SUMS. */
const NAMESPACES = {
  seal: 'run-seal@seqwarden',
  addendum: 'run-addendum@seqwarden',
  dossier: 'dossier@seqwarden',
} as const;
const IDENTITY = 'seal@seqwarden';
const KEY_TYPE = 'ecdsa-sha2-nistp256';
const CURVE = 'nistp256';
const HASH = 'sha256';
const MAGIC = utf8('SSHSIG');
const VERSION = Uint8Array.of(0, 0, 0, 1);

const BEGIN = '-----BEGIN SSH SIGNATURE-----\n';
const END = '-----END SSH SIGNATURE-----\n';
const ARMOR_WIDTH = 70;
const MAX_FILE = 1024;

/** The armored file that signs the message with this digest. Throws `KEY_UNUSABLE` for an SPKI that is no P-256 key. */
export async function signSsh(
  messageSha256: Uint8Array,
  spki: Uint8Array,
  sign: Sign,
  as: SignedAs = 'seal',
): Promise<Bytes> {
  return armor(pointOf(spki), canonicalRaw(await sign(signedBytes(messageSha256, as))), as);
}

/**
 * Returns if the file is the signature of the message with this digest by this key. Throws `SSHSIG_MALFORMED` for what is
 * not in the canonical form, `SSHSIG_INVALID` for another key or message.
 */
export async function verifySsh(
  file: Uint8Array,
  messageSha256: Uint8Array,
  spki: Uint8Array,
  as: SignedAs = 'seal',
): Promise<void> {
  const signature = decodeSsh(file, as);
  if (!equalBytes(signature.spki, spki)) {
    throw new SeqwardenError('SSHSIG_INVALID', 'the SSH signature was made with another key than the seal');
  }
  if (!(await verifyRaw(signature.spki, signedBytes(messageSha256, as), signature.raw))) {
    throw new SeqwardenError('SSHSIG_INVALID', 'the SSH signature does not sign this file list');
  }
}

/** Key and signature as the file states them, in canonical form but unchecked. Throws `SSHSIG_MALFORMED`. */
export function decodeSsh(file: Uint8Array, as: SignedAs = 'seal'): { spki: Bytes; raw: Bytes } {
  const blob = dearmor(file);
  const read = new SshReader(blob);
  read.skip(MAGIC.length + VERSION.length);
  const key = new SshReader(read.string());
  for (let field = 0; field < 3; field++) read.string();
  const signature = new SshReader(read.string());
  for (let field = 0; field < 2; field++) key.string();
  const point = key.string();
  signature.string();
  const numbers = new SshReader(signature.string());
  const raw = new Uint8Array(64);
  const fits = place(numbers.string(), raw.subarray(0, 32)) && place(numbers.string(), raw.subarray(32));

  // Whatever else the bytes said, a canonical file is rebuilt from these two alone.
  const spki = spkiFromPoint(point);
  const isKey = pointFromSpki(spki) !== undefined;
  if (!fits || !isKey || !isCanonicalRaw(raw) || !equalBytes(armor(point, raw, as), file)) malformed();
  return { spki, raw };
}

/** The line of an `allowed_signers` file (ssh-keygen(1)) that trusts this key for these lists and nothing else; LF included. */
export function allowedSignersLine(
  spki: Uint8Array,
  lists: readonly SignedAs[] = ['seal', 'addendum'],
): string {
  return `${IDENTITY} namespaces="${lists.map(as => NAMESPACES[as])}" ${KEY_TYPE} ${encodeBase64(keyBlob(pointOf(spki)))}\n`;
}

function pointOf(spki: Uint8Array): Bytes {
  const point = pointFromSpki(spki);
  if (point === undefined) throw new SeqwardenError('KEY_UNUSABLE', 'the public key is no P-256 key');
  return point;
}

function signedBytes(messageSha256: Uint8Array, as: SignedAs): Bytes {
  return concatBytes(
    MAGIC,
    sshString(utf8(NAMESPACES[as])),
    sshString(new Uint8Array()),
    sshString(utf8(HASH)),
    sshString(messageSha256),
  );
}

function keyBlob(point: Uint8Array): Bytes {
  return concatBytes(sshString(utf8(KEY_TYPE)), sshString(utf8(CURVE)), sshString(point));
}

function armor(point: Uint8Array, raw: Uint8Array, as: SignedAs): Bytes {
  const numbers = concatBytes(
    sshString(signedMagnitude(raw.subarray(0, 32))),
    sshString(signedMagnitude(raw.subarray(32))),
  );
  const blob = concatBytes(
    MAGIC,
    VERSION,
    sshString(keyBlob(point)),
    sshString(utf8(NAMESPACES[as])),
    sshString(new Uint8Array()),
    sshString(utf8(HASH)),
    sshString(concatBytes(sshString(utf8(KEY_TYPE)), sshString(numbers))),
  );
  const base64 = encodeBase64(blob);
  let lines = '';
  for (let at = 0; at < base64.length; at += ARMOR_WIDTH) lines += `${base64.slice(at, at + ARMOR_WIDTH)}\n`;
  return utf8(BEGIN + lines + END);
}

function dearmor(file: Uint8Array): Bytes {
  if (file.length > MAX_FILE) malformed();
  let text = '';
  try {
    text = textOfUtf8(file);
  } catch {
    malformed();
  }
  if (!text.startsWith(BEGIN) || !text.endsWith(END)) malformed();
  return decodeBase64(text.slice(BEGIN.length, -END.length).replaceAll('\n', '')) ?? malformed();
}

/** A `string` of RFC 4251 section 5: big-endian 32-bit length, bytes. */
function sshString(bytes: Uint8Array): Bytes {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return concatBytes(length, bytes);
}

class SshReader {
  readonly #bytes: Bytes;
  #at = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  skip(length: number): void {
    this.#at += length;
  }

  string(): Bytes {
    const start = this.#at + 4;
    if (start > this.#bytes.length) malformed();
    const end = start + new DataView(this.#bytes.buffer, this.#bytes.byteOffset).getUint32(this.#at);
    if (end > this.#bytes.length) malformed();
    this.#at = end;
    return this.#bytes.subarray(start, end);
  }
}

function malformed(): never {
  throw new SeqwardenError('SSHSIG_MALFORMED', 'SHA256SUMS.sig is not an SSH signature in canonical form');
}
