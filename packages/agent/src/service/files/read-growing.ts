import { createHash, type Hash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { SourceFile } from '../../engine/source-file.ts';
import { fsError } from '../../host/fs-error.ts';
import type { HeldTree } from '../../host/held-tree.ts';
import { folderOf, nameOf } from '../../host/path-parts.ts';
import { attributesOf, type FileAttributes, sameAttributes } from '../../scan/file-attributes.ts';

/** What one reading of a file of a growing run found. */
export interface GrowingRead {
  /** Before the first byte and after the last one. */
  readonly attributes: FileAttributes;
  /** For a copy to keep. */
  readonly kept: { readonly mode: number; readonly mtimeMs: number; readonly atimeMs: number };
  readonly sha256: Buffer;
  /** SHA-256 of the first bytes, by the lengths that were asked for; a length beyond the file's end is not there. */
  readonly prefixes: ReadonlyMap<number, Buffer>;
}

/** What is done with the bytes while they are read; each piece is handed on before the next is read. */
export interface Taker {
  readonly begin: (file: SourceFile['before']) => Promise<void>;
  readonly take: (bytes: Buffer) => Promise<void>;
}

/**
 * Reads a file of the source once. Throws SOURCE_*, SOURCE_CHANGED also where it looked otherwise after the last byte than before the first; what
 * a taker throws passes through.
 */
export async function readGrowing(
  tree: HeldTree,
  path: BytePath,
  buffer: Buffer,
  lengths: readonly number[],
  taker: Taker,
): Promise<GrowingRead> {
  const folder = folderOf(path);
  const name = nameOf(path);
  const look = () => {
    // others work in this tree while a taker waits
    tree.enter(folder);
    return attributesOf(lstatSync(tree.at(name), { bigint: true }));
  };
  const file = onSource(path, () => {
    const before = look();
    return { before, source: new SourceFile(tree.at(name), path) };
  });
  const { source } = file;
  try {
    const { mode, mtimeMs, atimeMs } = source.before;
    await taker.begin(source.before);
    const digest = new PrefixDigest(lengths);
    while (source.left > 0) {
      const bytes = onSource(path, () => source.read(buffer));
      digest.update(bytes);
      await taker.take(bytes);
    }
    onSource(path, () => {
      source.requireSteady();
      if (sameAttributes(file.before, look())) return;
      throw new SeqwardenError('SOURCE_CHANGED', `${displayPath(path)} changed while it was read`, { path });
    });
    return {
      attributes: file.before,
      kept: { mode, mtimeMs, atimeMs },
      sha256: digest.end(),
      prefixes: digest.prefixes,
    };
  } finally {
    source.close();
  }
}

function onSource<T>(path: BytePath, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw fsError(error, 'source', path);
  }
}

/** A digest of all, and on the way of the first bytes. */
class PrefixDigest {
  readonly prefixes = new Map<number, Buffer>();
  readonly #hash: Hash = createHash('sha256');
  readonly #lengths: number[];
  #at = 0;

  constructor(lengths: readonly number[]) {
    this.#lengths = lengths.toSorted((a, b) => a - b);
    this.#note();
  }

  update(bytes: Buffer): void {
    let from = 0;
    while (from < bytes.length) {
      const [next = Number.POSITIVE_INFINITY] = this.#lengths;
      const piece = bytes.subarray(from, Math.min(bytes.length, from + next - this.#at));
      this.#hash.update(piece);
      this.#at += piece.length;
      from += piece.length;
      this.#note();
    }
  }

  end(): Buffer {
    return this.#hash.digest();
  }

  #note(): void {
    while (this.#lengths[0] === this.#at) {
      this.prefixes.set(this.#at, this.#hash.copy().digest());
      this.#lengths.shift();
    }
  }
}
