import { lstatSync } from 'node:fs';
import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { amendedPath } from '../custody/compare-amended.ts';
import { readPlainFile } from '../custody/read-plain-file.ts';
import type { AmendedFile, NewAddendum, TakeBytes } from '../custody/write-addendum.ts';
import type { RunAtDestination } from '../destinations/destination.ts';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { folderOf, nameOf } from '../host/path-parts.ts';
import type { CarriedAddendum, SealedCustody } from './judge-custody.ts';

/** Where the bytes of a sealed run can be had: a source, or a destination. Paths are below the run. */
export interface BytesOfRun {
  /** As `RunAtDestination.readFile`. */
  readonly readFile: (path: BytePath, take: TakeBytes) => Promise<boolean>;
  /** undefined: no plain file is there. */
  readonly sizeOf: (path: BytePath) => Promise<number | undefined>;
}

/** A seal with the longest chain of addenda that is known of it, and a place that holds all of it. */
export interface Reference {
  readonly custody: SealedCustody;
  readonly from: BytesOfRun;
  readonly isOfSource: boolean;
}

export function bytesOfSource(root: TreeRoot): BytesOfRun {
  return {
    readFile: async (path, take) => {
      try {
        return await readPlainFile(root, path, take);
      } catch (error) {
        throw fsError(error, 'source', path);
      }
    },
    sizeOf: async path => sizeBelow(root, path),
  };
}

export function bytesAt(run: RunAtDestination): BytesOfRun {
  return {
    readFile: (path, take) => run.readFile(path, take),
    sizeOf: async path => {
      const found = await run.files.look(path);
      return typeof found === 'number' ? found : undefined;
    },
  };
}

function sizeBelow(root: TreeRoot, path: BytePath): number | undefined {
  const tree = new HeldTree(root);
  try {
    tree.enter(folderOf(path));
    const found = lstatSync(tree.at(nameOf(path)), { throwIfNoEntry: false });
    return found?.isFile() ? found.size : undefined;
  } catch (error) {
    throw fsError(error, 'source', path);
  } finally {
    tree.close();
  }
}

/** Whether one of them is the other, or its beginning. */
export function isOneChain(
  these: readonly { readonly identity: string }[],
  those: readonly { readonly identity: string }[],
): boolean {
  const both = Math.min(these.length, those.length);
  return these.slice(0, both).every(({ identity }, at) => identity === those[at]?.identity);
}

/** An addendum that is carried to another place. Throws SOURCE_CHANGED where its amended bytes are not where it lies. */
export async function carriedFrom(
  { number, content, amended }: CarriedAddendum,
  from: BytesOfRun,
): Promise<NewAddendum> {
  const files: AmendedFile[] = [];
  for (const { path, sha256 } of amended) {
    const place = `${amendedPath(number)}/${path}`;
    const bytes = await from.sizeOf(place);
    if (bytes === undefined) throw gone(place);
    files.push({
      path,
      sha256,
      bytes,
      read: async take => {
        if (!(await from.readFile(place, take))) throw gone(place);
      },
    });
  }
  return { number, content, amended: files };
}

function gone(path: BytePath): SeqwardenError {
  return new SeqwardenError('SOURCE_CHANGED', 'the bytes of an addendum are gone', { path });
}
