import { ADDENDUM_FILES, AMENDED_FOLDER, addendumFolder } from '@seqwarden/proof';
import type { AddendaEntry } from './read-addenda.ts';

/**
 * Whether a folder with one of our temporary names holds what a process that died left of an addendum: nothing but its files, the folder of amended ones, or
 * the first addendum, which brings the folder of all with it. A folder without folders is told by nothing from others of ours, which go the same way.
 */
export function isUnpublishedAddendum(entries: readonly AddendaEntry[]): boolean {
  const folders = entries.filter(({ isFolder }) => isFolder);
  return (
    folders.length === 1 &&
    entries.every(({ name, isFile, isFolder }) =>
      isFolder
        ? name === AMENDED_FOLDER || name === addendumFolder(1)
        : isFile && ADDENDUM_FILES.includes(name),
    )
  );
}
