import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { ID_FILE, LARGEST_ID, parseId } from '../destinations/destination-id.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { OWN_FOLDER, type RunPlace } from '../host/run-place.ts';
import { type Branch, requireAny } from './branch.ts';

const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * What `requireApart` asks of paths, asked of identities once all are open, for destinations whose path is another machine's: opening left each one's
 * identity where it lies, so it shows beside the run or in it. To be asked after the walk that gave `folders`, before anything of the run is written.
 * A destination that holds the run already, or lies in it, fails with DESTINATION_UNUSABLE; one farther up would get a second folder, and may.
 * Throws where none is left. An identity that cannot be read from here is not seen.
 */
export function requireApartOpened(
  source: RunPlace,
  folders: readonly BytePath[],
  branches: readonly Branch[],
): void {
  const beside = idBeside(source.path);
  const within = idsWithin(source.root, folders);
  for (const branch of branches.filter(({ alive }) => alive)) {
    const { id } = branch.destination;
    if (within.has(id)) branch.fail(unusable('the destination lies in the run'));
    else if (id === beside)
      branch.fail(unusable('the run lies at the destination already; `seal` seals it in place'));
  }
  requireAny(branches);
}

function idBeside(run: string): string | undefined {
  const own = join(dirname(run), OWN_FOLDER);
  return seenAt(() => (lstatSync(own).isDirectory() ? readId(join(own, ID_FILE)) : undefined));
}

function idsWithin(root: TreeRoot, folders: readonly BytePath[]): Set<string> {
  const found = new Set<string>();
  const tree = new HeldTree(root);
  try {
    for (const folder of folders) {
      if (folder !== OWN_FOLDER && !folder.endsWith(`/${OWN_FOLDER}`)) continue;
      const id = seenAt(() => {
        tree.enter(folder);
        return readId(tree.at(ID_FILE));
      });
      if (id !== undefined) found.add(id);
    }
  } finally {
    tree.close();
  }
  return found;
}

/** What is gone, a link or not for us to read shows no identity; what became of the source says the copy itself. */
function seenAt(look: () => string | undefined): string | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function readId(path: string | Buffer): string | undefined {
  const fd = openSync(path, READ);
  try {
    if (!fstatSync(fd).isFile()) return undefined;
    const bytes = Buffer.alloc(LARGEST_ID + 1);
    return parseId(bytes.subarray(0, readSync(fd, bytes)));
  } finally {
    closeSync(fd);
  }
}

function unusable(message: string): SeqwardenError {
  return new SeqwardenError('DESTINATION_UNUSABLE', message);
}
