import type { BytePath, ListCursor } from '@seqwarden/proof';
import { type GivenFile, isLoose } from './given-file.ts';
import { inOrder, type PlacedFile, place } from './placed-file.ts';

export interface PlacedGroups {
  /** Files whose path in the run is known; ascending. */
  readonly exact: readonly PlacedFile[];
  /** Of the others only the end of the path is known. */
  readonly adrift: readonly PlacedFile[];
  /** How many lines the list has. */
  readonly lines: number;
}

/**
 * Finds where in the run given folders lie, by the list: a folder may be the run itself, or one directly in it, whichever more of its
 * files are listed by. A folder of neither kind, and single files, stay adrift. Throws what the cursor throws.
 */
export function placeGroups(cursor: ListCursor, groups: readonly (readonly GivenFile[])[]): PlacedGroups {
  const folders = groups
    .filter(files => files.some(one => !isLoose(one)))
    .map(files => ({
      inside: files.map(one => place(one, one.path)),
      asRun: files.map(one => place(one, one.path.slice(one.path.indexOf('/') + 1))),
      insideListed: 0,
      asRunListed: 0,
    }));
  const byInside = new Map<BytePath, (typeof folders)[number]>();
  const byAsRun = new Map<BytePath, (typeof folders)[number]>();
  for (const folder of folders) {
    for (const { path } of folder.inside) byInside.set(path, folder);
    for (const { path } of folder.asRun) byAsRun.set(path, folder);
  }
  let lines = 0;
  while (cursor.next()) {
    lines++;
    const inside = byInside.get(cursor.path);
    if (inside !== undefined) inside.insideListed++;
    const asRun = byAsRun.get(cursor.path);
    if (asRun !== undefined) asRun.asRunListed++;
  }
  const exact: PlacedFile[] = [];
  const adrift = groups
    .flat()
    .filter(isLoose)
    .map(one => place(one, one.path));
  for (const { inside, asRun, insideListed, asRunListed } of folders) {
    const into = insideListed + asRunListed > 0 ? exact : adrift;
    for (const one of asRunListed > insideListed ? asRun : inside) into.push(one);
  }
  return { exact: inOrder(exact), adrift, lines };
}
