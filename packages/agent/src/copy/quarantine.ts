import { randomBytes } from 'node:crypto';
import { type Dirent, readdirSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import type { RunAtDestination } from '../destinations/destination.ts';
import { type CopyTools, copyFile } from '../engine/copy-file.ts';
import { readBuffer } from '../engine/read-file.ts';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { runKey } from '../host/run-key.ts';
import type { CustodyEntry } from '../host/visit-run.ts';
import { atEach, type Branch } from './branch.ts';

/**
 * Sets what a source brought as `Custody` aside at each destination, outside the run: every plain file and folder of it, under its own name.
 * Links and the like are left out, as in any copy. Returns where, below a destination's own folder. Throws SOURCE_*; a destination that fails
 * at it fails alone.
 */
export async function quarantineCustody(
  source: TreeRoot,
  custody: readonly CustodyEntry[],
  branches: readonly Branch[],
  runName: string,
  now: Date,
): Promise<string> {
  const name = `${runKey(runName)}-${now.toISOString().replace(/[:.]/g, '')}-${randomBytes(4).toString('hex')}`;
  const tree = new HeldTree(source);
  const places = new Map<Branch, RunAtDestination>();
  try {
    const { folders, files } = entriesOf(tree, custody);
    await atEach(branches, async branch => {
      const place = await branch.destination.openQuarantine(name);
      places.set(branch, place);
      await place.makeFolders(folders);
    });
    const taking = [...places].filter(([branch]) => branch.alive);
    const tools = toolsFor(tree, taking);
    for (const { folder, name } of files) {
      tree.enter(folder);
      const path = folder === '' ? name : `${folder}/${name}`;
      const live = taking.reduce((bits, [branch], at) => bits | (branch.alive ? 1 << at : 0), 0);
      await copyFile(tools, { row: -1, name, path }, live);
    }
  } finally {
    tree.close();
    for (const place of places.values()) await place.close();
  }
  return `quarantine/${name}`;
}

function toolsFor(source: HeldTree, taking: readonly (readonly [Branch, RunAtDestination])[]): CopyTools {
  return {
    source,
    sinks: taking.map(([, place]) => place.files),
    fresh: (1 << taking.length) - 1,
    sealed: [],
    buffer: readBuffer(),
    reread: false,
    failed: (at, { row, path }, { code, message }) => taking[at]?.[0].add({ row, path, code, message }),
  };
}

interface Entries {
  readonly folders: BytePath[];
  readonly files: { readonly folder: BytePath; readonly name: BytePath }[];
}

function entriesOf(tree: HeldTree, custody: readonly CustodyEntry[]): Entries {
  const found: Entries = { folders: [], files: [] };
  for (const { name, kind } of custody) {
    if (kind === 'file') found.files.push({ folder: '', name });
    else if (kind === 'folder') addFolder(tree, name, found);
  }
  return found;
}

function addFolder(tree: HeldTree, folder: BytePath, found: Entries): void {
  found.folders.push(folder);
  let entries: Dirent[];
  try {
    tree.enter(folder);
    entries = readdirSync(tree.at(''), { withFileTypes: true, encoding: 'latin1' });
  } catch (error) {
    throw fsError(error, 'source', folder);
  }
  for (const entry of entries) {
    if (entry.isFile()) found.files.push({ folder, name: entry.name });
    else if (entry.isDirectory()) addFolder(tree, `${folder}/${entry.name}`, found);
  }
}
