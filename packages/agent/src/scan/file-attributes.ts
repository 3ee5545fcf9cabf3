import type { BigIntStats } from 'node:fs';
import type { Attributes } from '../engine/file-table.ts';

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

const SECOND = 1_000_000_000n;

/** As Node's `Stats` have it without `bigint`: seconds and the rest are told apart before they become one number. */
export function asTableHas({ size, mtimeNs, ctimeNs, ino }: FileAttributes): Attributes {
  return { size, mtimeMs: milliseconds(mtimeNs), ctimeMs: milliseconds(ctimeNs), ino: Number(ino) };
}

function milliseconds(ns: bigint): number {
  const rest = ((ns % SECOND) + SECOND) % SECOND;
  return Number((ns - rest) / SECOND) * 1000 + Number(rest) / 1e6;
}
