import { readdirSync } from 'node:fs';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { fsError } from '../host/fs-error.ts';
import type { HeldTree } from '../host/held-tree.ts';
import type { CustodyEntry } from '../host/visit-run.ts';

/** As for a run: deeper, or longer, no path of one is (host/visit-run.ts). */
const DEEPEST = 64;
const LONGEST = 4096;
/** A `Custody` with all the addenda that there can be has fewer; nobody shall make us copy a million. */
const MOST = 20_000;

export interface Planted {
  /** Parents before children. */
  readonly folders: readonly BytePath[];
  readonly files: readonly { readonly folder: BytePath; readonly name: BytePath }[];
}

/**
 * Lists the plain files and folders of what lies in a source under the name of `Custody`; links and the like are left out. Stops at nothing:
 * `leftOut` is told what cannot be listed, or is beyond the limits.
 */
export function listPlanted(
  tree: HeldTree,
  custody: readonly CustodyEntry[],
  leftOut: (error: SeqwardenError) => void,
): Planted {
  const folders: BytePath[] = [];
  const files: { folder: BytePath; name: BytePath }[] = [];
  const waiting: { readonly folder: BytePath; readonly depth: number }[] = [];
  const met = (folder: BytePath, name: BytePath, kind: 'file' | 'folder', depth: number) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (depth > DEEPEST || path.length > LONGEST) {
      leftOut(beyond(`${displayPath(path)} lies too deep`, path));
      return;
    }
    if (kind === 'file') files.push({ folder, name });
    else {
      folders.push(path);
      waiting.push({ folder: path, depth });
    }
  };
  for (const { name, kind } of custody) if (kind === 'file' || kind === 'folder') met('', name, kind, 0);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { folder, depth } = next;
    for (const { name, kind } of entriesIn(tree, folder, leftOut)) {
      if (folders.length + files.length >= MOST) {
        leftOut(beyond(`there are more than ${MOST} entries; the others are left out`, folder));
        return { folders, files };
      }
      met(folder, name, kind, depth + 1);
    }
  }
  return { folders, files };
}

function entriesIn(
  tree: HeldTree,
  folder: BytePath,
  leftOut: (error: SeqwardenError) => void,
): { readonly name: BytePath; readonly kind: 'file' | 'folder' }[] {
  try {
    tree.enter(folder);
    return readdirSync(tree.at(''), { withFileTypes: true, encoding: 'latin1' })
      .filter(entry => entry.isFile() || entry.isDirectory())
      .map(entry => ({ name: entry.name, kind: entry.isFile() ? 'file' : 'folder' }));
  } catch (error) {
    leftOut(fsError(error, 'source', folder));
    return [];
  }
}

function beyond(message: string, path: BytePath): SeqwardenError {
  return new SeqwardenError('RUN_UNREADABLE', message, { path });
}
