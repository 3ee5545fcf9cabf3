import {
  createCipheriv,
  createPrivateKey,
  type KeyObject,
  randomBytes,
  type ScryptOptions,
  scryptSync,
} from 'node:crypto';
import { SeqwardenError } from '@seqwarden/proof';

/**
 * What a guess costs: 16 MiB and some 50 ms, as OpenSSL's own scrypt (`openssl pkcs8 -scrypt`) and RFC 7914 have it; its readers allow no more memory unless
 * they are told to. Node's `export` would write PBKDF2 with 2,048 rounds, which a graphics card guesses by the million.
 */
const SCRYPT = { N: 16_384, r: 8, p: 1 } as const satisfies ScryptOptions;
const KEY_LENGTH = 32;

/** PBES2 (RFC 8018, 6.2) with scrypt (RFC 7914, 7) and AES-256 in CBC mode: the bodies of their object identifiers. */
const PBES2 = '2a864886f70d01050d';
const SCRYPT_ID = '2b06010401da47040b';
const AES_256_CBC = '60864801650304012a';

/** The key as PKCS #8 PEM that nobody reads without the passphrase; `openssl pkey` and `ssh-keygen` read it with it. */
export function encryptKey(key: KeyObject, passphrase: string): string {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', scryptSync(passphrase, salt, KEY_LENGTH, SCRYPT), iv);
  const plain = key.export({ type: 'pkcs8', format: 'der' });
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  const parameters = sequence(octets(salt), ...[SCRYPT.N, SCRYPT.r, SCRYPT.p, KEY_LENGTH].map(integer));
  const derivation = sequence(identifier(SCRYPT_ID), parameters);
  const encryption = sequence(identifier(AES_256_CBC), octets(iv));
  const scheme = sequence(identifier(PBES2), sequence(derivation, encryption));
  return pem(sequence(scheme, octets(encrypted)));
}

/** Reads what {@link encryptKey} wrote, or another program. Throws KEY_UNUSABLE, PASSPHRASE_WRONG. Nothing of the key gets into a message. */
export function decryptKey(file: string, passphrase: string): KeyObject {
  requireEncrypted(file);
  try {
    return createPrivateKey({ key: file, format: 'pem', passphrase });
  } catch {
    throw new SeqwardenError(
      'PASSPHRASE_WRONG',
      'the passphrase does not open the key, or the file is damaged',
    );
  }
}

/** Throws KEY_UNUSABLE for anything but a key under a passphrase: a person's key never lies open. */
export function requireEncrypted(file: string): void {
  if (!file.startsWith(BEGIN))
    throw new SeqwardenError('KEY_UNUSABLE', "a person's key must be PKCS #8 PEM under a passphrase");
}

const BEGIN = '-----BEGIN ENCRYPTED PRIVATE KEY-----\n';
const END = '-----END ENCRYPTED PRIVATE KEY-----\n';

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `${BEGIN}${lines.join('\n')}\n${END}`;
}

/** DER (ITU-T X.690) of at most 65,535 bytes. */
function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const header = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  if (length >= 0x80 && length <= 0xff) header.splice(1, 3, 0x81, length);
  return Buffer.concat([Buffer.from(header), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

function octets(content: Buffer): Buffer {
  return element(0x04, content);
}

function identifier(hex: string): Buffer {
  return element(0x06, Buffer.from(hex, 'hex'));
}

/** Of a small number that is not negative. */
function integer(value: number): Buffer {
  const hex = value.toString(16);
  const content = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  const isNegative = (content[0] ?? 0) >= 0x80;
  return element(0x02, isNegative ? Buffer.concat([Buffer.alloc(1), content]) : content);
}
