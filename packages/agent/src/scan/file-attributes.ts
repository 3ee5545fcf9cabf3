import type { BigIntStats } from 'node:fs';

/** What a file looks like from outside. Compared for equality only: clocks of instruments and servers prove nothing. */
export interface FileAttributes {
  /** Bytes. */
  readonly size: number;
  /** Nanoseconds since 1970, as the file system says; may be negative, and may be wrong. */
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}

export function sameAttributes(a: FileAttributes, b: FileAttributes): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.ino === b.ino;
}

export function attributesOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): FileAttributes {
  return { size: Number(size), mtimeNs, ctimeNs, ino };
}
