import { decodeBase64, encodeBase64 } from '../base64.ts';
import { type Bytes, concatBytes, hex, utf8 } from '../bytes.ts';
import { SeqwardenError } from '../errors.ts';
import { HASH_LENGTH, type Hash } from './hash.ts';

/** What the key may sign: notes as a log does, or cosignatures with a time as a witness does. Never both. */
export type KeyType = 'ed25519' | 'cosignature-ed25519';

/** A public key that signs notes (C2SP signed-note), known by its name and key id together. */
export interface VerifierKey {
  readonly name: string;
  /** The first four bytes, big-endian, of SHA-256(name ‖ 0x0A ‖ type ‖ public key). */
  readonly keyId: number;
  readonly type: KeyType;
  /** 32 bytes (RFC 8032). */
  readonly publicKey: Bytes;
}

/** Signature type bytes (C2SP signed-note, "Signature types"). */
const TYPE_BYTES = { ed25519: 0x01, 'cosignature-ed25519': 0x04 } as const satisfies Record<KeyType, number>;

const PUBLIC_KEY_LENGTH = 32;
const MAX_TEXT = 4096;

/** Whether notes can carry it as the name of a key: not empty, no space of any script, no `+`, no control character. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}+\0-\x1f]/u.test(name);
}

/** Throws `LOG_KEY_UNUSABLE` for a name that no note can carry, or a public key that has not 32 bytes. */
export function verifierKey(hash: Hash, name: string, type: KeyType, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) unusable('its name is empty, or has a space, a plus or a control character');
  if (publicKey.length !== PUBLIC_KEY_LENGTH) unusable(`the public key has ${publicKey.length} bytes`);
  const typed = concatBytes(Uint8Array.of(TYPE_BYTES[type]), publicKey);
  const id = hash(concatBytes(utf8(`${name}\n`), typed));
  const keyId = new DataView(id.buffer, id.byteOffset).getUint32(0);
  return { name, keyId, type, publicKey: new Uint8Array(publicKey) };
}

/** `name+hex(key id)+base64(type ‖ public key)`, as Go's `sumdb/note` has it, without a line feed. */
export function encodeVerifierKey({ name, keyId, type, publicKey }: VerifierKey): string {
  const typed = concatBytes(Uint8Array.of(TYPE_BYTES[type]), publicKey);
  return `${name}+${keyId.toString(16).padStart(8, '0')}+${encodeBase64(typed)}`;
}

/** Throws `LOG_KEY_UNUSABLE`, also where the key id is not that of name and key, or the type is another. */
export function parseVerifierKey(hash: Hash, text: string): VerifierKey {
  if (text.length > MAX_TEXT) unusable('it is too long');
  const [name = '', keyId = '', ...rest] = text.split('+');
  const typed = decodeBase64(rest.join('+'));
  if (typed === undefined) unusable('it is not name+keyid+base64');
  const type = keyTypeOf(typed[0]);
  const key = verifierKey(hash, name, type, typed.subarray(1));
  if (encodeVerifierKey(key) !== text)
    unusable(`the key id is not ${keyId === '' ? 'there' : 'that of this key'}`);
  return key;
}

/** What a log's folder is called, whatever its origin: the first 32 hex digits of SHA-256 of its public key. */
export function logId(hash: Hash, publicKey: Uint8Array): string {
  return hex(hash(publicKey).subarray(0, HASH_LENGTH / 2));
}

export function isSameKey(a: VerifierKey, b: VerifierKey): boolean {
  return encodeVerifierKey(a) === encodeVerifierKey(b);
}

function keyTypeOf(byte: number | undefined): KeyType {
  if (byte === TYPE_BYTES.ed25519) return 'ed25519';
  if (byte === TYPE_BYTES['cosignature-ed25519']) return 'cosignature-ed25519';
  return unusable(`keys of type ${byte ?? 'none'} are not supported`);
}

function unusable(what: string): never {
  throw new SeqwardenError('LOG_KEY_UNUSABLE', `the verifier key: ${what}`);
}
