import type { SQLOutputValue } from 'node:sqlite';
import { type BytePath, bytePathFromBytes, bytePathToBytes, SeqwardenError } from '@seqwarden/proof';

/** Reads the columns of one row. A value of another type than the schema says means that the file is damaged. */
export class Row {
  readonly #values: Readonly<Record<string, SQLOutputValue>>;

  constructor(values: Readonly<Record<string, SQLOutputValue>>) {
    this.#values = values;
  }

  /** 64 bits, signed. */
  big(name: string): bigint {
    const value = this.#values[name];
    return typeof value === 'bigint' ? value : wrong(name);
  }

  number(name: string): number {
    return Number(this.big(name));
  }

  date(name: string): Date {
    return new Date(this.number(name));
  }

  text(name: string): string {
    const value = this.#values[name];
    return typeof value === 'string' ? value : wrong(name);
  }

  bytes(name: string): Uint8Array {
    const value = this.#values[name];
    return value instanceof Uint8Array ? value : wrong(name);
  }

  path(name: string): BytePath {
    return bytePathFromBytes(this.bytes(name));
  }

  /** undefined for NULL and for a column that an earlier version did not have, else what `read` makes of it. */
  optional<T>(name: string, read: (row: Row, name: string) => T): T | undefined {
    return (this.#values[name] ?? null) === null ? undefined : read(this, name);
  }
}

export function blob(path: BytePath): Uint8Array {
  return bytePathToBytes(path);
}

/** File systems number inodes, and may time files, with 64 unsigned bits; SQLite keeps 64 signed ones. Equality survives. */
export function signed64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function wrong(name: string): never {
  throw new SeqwardenError('JOURNAL_UNUSABLE', `the journal holds something else in column ${name}`);
}
