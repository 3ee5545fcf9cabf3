import { lstatSync } from 'node:fs';
import { type BytePath, compareBytePaths } from '@seqwarden/proof';
import { fsError } from '../../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../../host/held-tree.ts';
import { visitRun } from '../../host/visit-run.ts';
import type { Listing } from '../destination.ts';
import { PackedListing } from './packed-listing.ts';

/** What lies below a folder that holds a run. Nothing is followed, nothing but folders is opened. Throws DESTINATION_*. */
export function listFolder(root: TreeRoot): Listing {
  const files = new PackedListing();
  const folders: BytePath[] = [];
  const special: BytePath[] = [];
  const custody: BytePath[] = [];
  const tree = new HeldTree(root);
  const sizeOf = (folder: BytePath, name: BytePath): number => {
    try {
      tree.enter(folder);
      return lstatSync(tree.at(name)).size;
    } catch (error) {
      throw fsError(error, 'destination', `${folder}/${name}`);
    }
  };
  try {
    visitRun(root, 'destination', {
      folder: path => void (path !== '' && folders.push(path)),
      file: (folder, name) => files.add(folder, name, sizeOf(folder, name)),
      special: entry => void (entry.kind !== 'folder' && special.push(entry.path)),
      custody: entry => void custody.push(entry.name),
    });
  } finally {
    tree.close();
  }
  return {
    files,
    folders: folders.sort(compareBytePaths),
    special: special.sort(compareBytePaths),
    custody: custody.sort(compareBytePaths),
  };
}
