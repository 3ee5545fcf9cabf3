import { join } from 'node:path';

/** Where the parts of a log lie below its folder, which is on a local disk and belongs to one account. */
export function treeFolder(folder: string, logId: string): string {
  return join(folder, logId);
}

/** For unfinished files of the tree: of the same file system, and nothing that anybody publishes. */
export function scratchFolder(folder: string, logId: string): string {
  return join(folder, `${logId}.unfinished`);
}
