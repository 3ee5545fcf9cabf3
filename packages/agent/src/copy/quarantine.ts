import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BytePath } from '@seqwarden/proof';
import { type CopyTools, copyBuffer, copyFile } from '../engine/copy-file.ts';
import { fsError } from '../host/fs-error.ts';
import { closeRoot, HeldTree, openRoot, type TreeRoot } from '../host/held-tree.ts';
import { makeOwnFolder } from '../host/own-file.ts';
import { runKey } from '../host/run-key.ts';
import { OWN_FOLDER } from '../host/run-place.ts';
import type { CustodyEntry } from '../host/visit-run.ts';

/**
 * Sets what a source brought as `Custody` aside at the destination, outside the run: every plain file and folder of it, under its own
 * name. Links and the like are left out, as in any copy. Returns where, below the destination's own folder. Throws as a copy does.
 */
export function quarantineCustody(
  source: TreeRoot,
  custody: readonly CustodyEntry[],
  ownFolder: string,
  runName: string,
  now: Date,
): string {
  const folder = newFolder(ownFolder, runName, now);
  const destination = openRoot(folder);
  const tools: CopyTools = {
    source: new HeldTree(source),
    destination: new HeldTree(destination),
    buffer: copyBuffer(),
    reread: false,
  };
  try {
    for (const { name, kind } of custody) {
      if (kind === 'file') copyInto(tools, '', name);
      else if (kind === 'folder') copyFolder(tools, name);
    }
  } finally {
    tools.source.close();
    tools.destination.close();
    closeRoot(destination);
  }
  return `quarantine/${basename(folder)}`;
}

function newFolder(ownFolder: string, runName: string, now: Date): string {
  const quarantine = join(ownFolder, 'quarantine');
  try {
    makeOwnFolder(quarantine);
    return mkdtempSync(join(quarantine, `${runKey(runName)}-${now.toISOString().replace(/[:.]/g, '')}-`));
  } catch (error) {
    throw fsError(error, 'destination', `${OWN_FOLDER}/quarantine`);
  }
}

function copyFolder(tools: CopyTools, folder: BytePath): void {
  const cut = folder.lastIndexOf('/');
  tools.destination.enter(folder.slice(0, Math.max(cut, 0)));
  try {
    mkdirSync(tools.destination.at(folder.slice(cut + 1)), 0o700);
    tools.source.enter(folder);
  } catch (error) {
    throw fsError(error, 'source', folder);
  }
  for (const entry of readdirSync(tools.source.at(''), { withFileTypes: true, encoding: 'latin1' })) {
    if (entry.isFile()) copyInto(tools, folder, entry.name);
    else if (entry.isDirectory()) copyFolder(tools, `${folder}/${entry.name}`);
  }
}

function copyInto(tools: CopyTools, folder: BytePath, name: BytePath): void {
  tools.source.enter(folder);
  tools.destination.enter(folder);
  copyFile(tools, name, folder === '' ? name : `${folder}/${name}`);
}
