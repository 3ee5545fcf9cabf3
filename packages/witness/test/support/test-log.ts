import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Bytes } from '@seqwarden/proof';
import { encodeVerifierKey, signCheckpoint, type VerifierKey, verifierKey } from '@seqwarden/proof/log';
import { sha256 } from '../../src/sha256.ts';

/**
 * A small log, or several histories of one: leaves are words, hashed and proven by the definitions of RFC 6962, 2.1, which recurse, and not by the
 * code that is tested.
 */
export class TestLog {
  readonly key: VerifierKey;
  readonly vkey: string;
  readonly #private: KeyObject;

  constructor(origin = 'log.test/one') {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.#private = privateKey;
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
    this.key = verifierKey(sha256, origin, 'ed25519', raw);
    this.vkey = encodeVerifierKey(this.key);
  }

  /** The signed checkpoint of these entries. */
  checkpoint(entries: readonly string[]): Promise<Bytes> {
    const { name: origin } = this.key;
    return signCheckpoint({ origin, size: entries.length, root: rootOf(entries) }, this.key, async message =>
      sign(null, message, this.#private),
    );
  }

  /** A note of any text, signed. */
  signed(text: string): Bytes {
    const id = Buffer.alloc(4);
    id.writeUInt32BE(this.key.keyId);
    const line = Buffer.concat([id, sign(null, Buffer.from(text), this.#private)]).toString('base64');
    return new Uint8Array(Buffer.from(`${text}\n\u2014 ${this.key.name} ${line}\n`));
  }
}

/** `count` entries that are those of every history of this name, up to `common` entries those of all histories. */
export function history(count: number, name = 'a', common = 0): string[] {
  return Array.from({ length: count }, (_, at) => (at < common ? `entry ${at}` : `${name} ${at}`));
}

/** RFC 6962, 2.1. */
export function rootOf(entries: readonly string[]): Bytes {
  if (entries.length === 0) return sha(Buffer.alloc(0));
  const [only] = entries;
  if (entries.length === 1) return sha(Buffer.concat([Buffer.from([0]), Buffer.from(only ?? '')]));
  const k = split(entries.length);
  return sha(Buffer.concat([Buffer.from([1]), rootOf(entries.slice(0, k)), rootOf(entries.slice(k))]));
}

/** RFC 6962, 2.1.2: from the first `old` entries to all. */
export function consistency(entries: readonly string[], old: number): Bytes[] {
  return old === 0 || old === entries.length ? [] : subProof(old, entries, true);
}

function subProof(m: number, entries: readonly string[], isWhole: boolean): Bytes[] {
  if (m === entries.length) return isWhole ? [] : [rootOf(entries)];
  const k = split(entries.length);
  return m <= k
    ? [...subProof(m, entries.slice(0, k), isWhole), rootOf(entries.slice(k))]
    : [...subProof(m - k, entries.slice(k), false), rootOf(entries.slice(0, k))];
}

function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

function sha(bytes: Uint8Array): Bytes {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}
