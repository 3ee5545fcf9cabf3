import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { CHECKPOINT_FILE, type Checkpoint, openCheckpoint } from '@seqwarden/proof/log';
import type { LogKey } from '../log-key.ts';
import { scratchFolder, treeFolder } from '../log-places.ts';
import { TreeFolder } from '../tree/tree-folder.ts';

/** Behind the name of a tree that `restoreLog` set aside. */
const SET_ASIDE = '.before-';

/**
 * The checkpoints of the trees that lie in the log's own folder, those too that were set aside: the log signed them, whether or not its store is there to tell. What cannot be
 * read says nothing, since damage may be why the log is restored.
 */
export async function ownTrees(
  folder: string,
  key: LogKey,
): Promise<{ readonly label: string; readonly checkpoint: Checkpoint }[]> {
  const name = basename(treeFolder(folder, key.id));
  const found = [];
  for (const one of namesIn(folder).filter(one => one === name || one.startsWith(`${name}${SET_ASIDE}`))) {
    const checkpoint = await checkpointIn(
      new TreeFolder(join(folder, one), scratchFolder(folder, key.id)),
      key,
    );
    const label = one === name ? 'its own tree' : `its own tree that was set aside, ${one},`;
    if (checkpoint !== undefined) found.push({ label, checkpoint });
  }
  return found;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

async function checkpointIn(tree: TreeFolder, key: LogKey): Promise<Checkpoint | undefined> {
  try {
    const file = await tree.read(CHECKPOINT_FILE);
    return file === undefined ? undefined : (await openCheckpoint(file, key.verifier)).checkpoint;
  } catch (error) {
    if (error instanceof SeqwardenError) return undefined;
    throw error;
  }
}
