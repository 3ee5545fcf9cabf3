import type { BytePath } from '@seqwarden/proof';

/**
 * The packets of SFTP version 3: draft-ietf-secsh-filexfer-02, section numbers below. Numbers are big-endian; strings carry their length before
 * them and are bytes, so a path is a {@link BytePath} and no name is ever decoded.
 */
export const Request = {
  INIT: 1,
  OPEN: 3,
  CLOSE: 4,
  READ: 5,
  WRITE: 6,
  LSTAT: 7,
  FSTAT: 8,
  FSETSTAT: 10,
  OPENDIR: 11,
  READDIR: 12,
  REMOVE: 13,
  MKDIR: 14,
  RMDIR: 15,
  REALPATH: 16,
  RENAME: 18,
  READLINK: 19,
  EXTENDED: 200,
} as const;

export const Reply = {
  VERSION: 2,
  STATUS: 101,
  HANDLE: 102,
  DATA: 103,
  NAME: 104,
  ATTRS: 105,
  EXTENDED_REPLY: 201,
} as const;

/** Section 6.3, pflags. */
export const OpenFlag = { READ: 0x01, WRITE: 0x02, CREAT: 0x08, EXCL: 0x20 } as const;

/** Section 5. What a server leaves out is undefined. `mode` with the type bits of stat(2); times in whole seconds since 1970. */
export interface Attributes {
  readonly size?: number;
  readonly mode?: number;
  readonly atime?: number;
  readonly mtime?: number;
}

const HAS_SIZE = 1;
const HAS_OWNER = 2;
const HAS_MODE = 4;
const HAS_TIMES = 8;
const HAS_EXTENDED = 0x80000000;

export function kindOf(attributes: Attributes): 'file' | 'folder' | 'other' {
  const type = (attributes.mode ?? 0) & 0o170000;
  return type === 0o100000 ? 'file' : type === 0o040000 ? 'folder' : 'other';
}

export function u32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function u64(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

export function bytes(value: Uint8Array): Buffer {
  return Buffer.concat([u32(value.length), value]);
}

/** A path, or a name of the protocol. */
export function string(value: BytePath): Buffer {
  return bytes(Buffer.from(value, 'latin1'));
}

export function attributes(value: Attributes): Buffer {
  const { size, mode, atime, mtime } = value;
  const hasTimes = atime !== undefined && mtime !== undefined;
  const flags =
    (size === undefined ? 0 : HAS_SIZE) | (mode === undefined ? 0 : HAS_MODE) | (hasTimes ? HAS_TIMES : 0);
  return Buffer.concat([
    u32(flags),
    ...(size === undefined ? [] : [u64(size)]),
    ...(mode === undefined ? [] : [u32(mode)]),
    ...(hasTimes ? [u32(atime), u32(mtime)] : []),
  ]);
}

/** Reads a packet. Throws RangeError where it is shorter than it says, or says a number that no file has. */
export class PacketReader {
  readonly #packet: Buffer;
  #at = 0;

  constructor(packet: Buffer) {
    this.#packet = packet;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#packet.length;
  }

  u8(): number {
    return this.#packet.readUInt8(this.#advance(1));
  }

  u32(): number {
    return this.#packet.readUInt32BE(this.#advance(4));
  }

  u64(): number {
    const value = Number(this.#packet.readBigUInt64BE(this.#advance(8)));
    if (!Number.isSafeInteger(value)) throw new RangeError('a number is larger than 2^53');
    return value;
  }

  /** For numbers that may be "no limit": what is larger than 2^53 is 2^53. */
  u64OrMost(): number {
    return Math.min(Number(this.#packet.readBigUInt64BE(this.#advance(8))), Number.MAX_SAFE_INTEGER);
  }

  bytes(): Buffer {
    const length = this.u32();
    const start = this.#advance(length);
    return this.#packet.subarray(start, start + length);
  }

  string(): BytePath {
    return this.bytes().toString('latin1');
  }

  attributes(): Attributes {
    const flags = this.u32();
    const size = flags & HAS_SIZE ? this.u64() : undefined;
    if (flags & HAS_OWNER) this.#advance(8);
    const mode = flags & HAS_MODE ? this.u32() : undefined;
    const times = flags & HAS_TIMES ? { atime: this.u32(), mtime: this.u32() } : undefined;
    if ((flags & HAS_EXTENDED) !== 0) {
      for (let left = this.u32(); left > 0; left--) {
        this.bytes();
        this.bytes();
      }
    }
    return { ...(size !== undefined && { size }), ...(mode !== undefined && { mode }), ...times };
  }

  #advance(count: number): number {
    const start = this.#at;
    if (start + count > this.#packet.length) throw new RangeError('a packet ends before its content');
    this.#at = start + count;
    return start;
  }
}
