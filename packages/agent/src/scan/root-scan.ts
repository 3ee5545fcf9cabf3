import { lstatSync, readdirSync } from 'node:fs';
import { type BytePath, bytePathToText } from '@seqwarden/proof';
import { marksRun, marksRunInData } from '@seqwarden/runfolder';
import { errno } from '../host/fs-error.ts';
import { closeRoot, HeldTree, openRoot, type TreeRoot } from '../host/held-tree.ts';

export interface SeenRun {
  /** Below the root; '' is the root itself. */
  readonly name: BytePath;
  readonly dev: bigint;
  readonly ino: bigint;
}

export type RootLook =
  | {
      readonly kind: 'runs';
      /** By name. */
      readonly runs: readonly SeenRun[];
      /** Folders and links that are no runs to be copied: `link` to a folder, a `name` that is not UTF-8, `unreadable`. */
      readonly skipped: readonly {
        readonly name: BytePath;
        readonly reason: 'link' | 'name' | 'unreadable';
      }[];
    }
  /** The root cannot be reached, or is an empty mount point. Nothing is concluded about its runs. */
  | { readonly kind: 'gone'; readonly errno: string };

/** How often a folder that was no run, and whose time has not moved, is looked into again: `Data/Intensities` may have come. */
const AGAIN = 12;

/**
 * Watches a root for run folders: the root itself if it is one, else what lies directly below it, as {@link findRuns} has it. Hidden
 * folders are none. A run stays one as long as a folder of its name and inode is there.
 */
export class RootScan {
  readonly #path: string;
  #runs = new Map<BytePath, bigint>();
  #others = new Map<BytePath, bigint>();
  #ino: bigint | undefined;
  #looks = 0;

  constructor(path: string) {
    this.#path = path;
  }

  look(): RootLook {
    let root: TreeRoot;
    try {
      root = openRoot(this.#path);
    } catch (error) {
      return { kind: 'gone', errno: errno(error) || 'EIO' };
    }
    const tree = new HeldTree(root);
    try {
      return this.#lookInto(tree);
    } catch (error) {
      if (errno(error) === '') throw error;
      return { kind: 'gone', errno: errno(error) };
    } finally {
      tree.close();
      closeRoot(root);
    }
  }

  #lookInto(tree: HeldTree): RootLook {
    const { dev, ino } = lstatSync(tree.at('.'), { bigint: true });
    const entries = readdirSync(tree.at(''), { withFileTypes: true, encoding: 'latin1' });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const isRoot = isRun(
      tree,
      '',
      entries.map(({ name }) => name),
    );
    if (isRoot) return { kind: 'runs', runs: [{ name: '', dev, ino }], skipped: [] };

    this.#looks++;
    const runs: SeenRun[] = [];
    const others = new Map<BytePath, bigint>();
    const skipped: { name: BytePath; reason: 'link' | 'name' | 'unreadable' }[] = [];
    for (const entry of entries) {
      const { name } = entry;
      if (name.startsWith('.') || name === 'lost+found') continue;
      if (entry.isSymbolicLink()) skipped.push({ name, reason: 'link' });
      if (!entry.isDirectory()) continue;
      try {
        tree.enter('');
        const stats = lstatSync(tree.at(name), { bigint: true });
        if (!this.#isStillRun(tree, name, stats, others)) continue;
        if (bytePathToText(name) === undefined) skipped.push({ name, reason: 'name' });
        else runs.push({ name, dev: stats.dev, ino: stats.ino });
      } catch (error) {
        if (errno(error) === '') throw error;
        if (errno(error) !== 'ENOENT') skipped.push({ name, reason: 'unreadable' });
      }
    }
    // What lies under a mount point when the share is not mounted: another folder, without any run.
    if (this.#runs.size > 0 && this.#ino !== ino && runs.length === 0)
      return { kind: 'gone', errno: 'ESTALE' };
    this.#ino = ino;
    this.#runs = new Map(runs.map(run => [run.name, run.ino]));
    this.#others = others;
    return { kind: 'runs', runs, skipped };
  }

  #isStillRun(
    tree: HeldTree,
    name: BytePath,
    { ino, mtimeNs }: { readonly ino: bigint; readonly mtimeNs: bigint },
    others: Map<BytePath, bigint>,
  ): boolean {
    if (this.#runs.get(name) === ino) return true;
    if (this.#others.get(name) !== mtimeNs || this.#looks % AGAIN === 0) {
      tree.enter(name);
      if (isRun(tree, name, readdirSync(tree.at(''), { encoding: 'latin1' }))) return true;
    }
    others.set(name, mtimeNs);
    return false;
  }
}

function isRun(tree: HeldTree, folder: BytePath, names: readonly BytePath[]): boolean {
  if (names.some(marksRun)) return true;
  return names.some(name => name.toLowerCase() === 'data' && hasIntensities(tree, folder, name));
}

function hasIntensities(tree: HeldTree, folder: BytePath, data: BytePath): boolean {
  try {
    tree.enter(folder === '' ? data : `${folder}/${data}`);
    return readdirSync(tree.at(''), { encoding: 'latin1' }).some(marksRunInData);
  } catch {
    // no folder, or none that may be read: its run says so when it is scanned
    return false;
  }
}
