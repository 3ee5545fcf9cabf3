import { lstatSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

/** Whether two are one and the same, whatever they are called: one folder can be mounted in two places. */
export function isSame(one: Stats | undefined, other: Stats): boolean {
  return one?.dev === other.dev && one.ino === other.ino;
}

/** Whether a path without links is the folder `outer`, or lies in it. */
export function liesIn(inner: string, outer: Stats): boolean {
  for (let folder = inner; ; folder = dirname(folder)) {
    if (isSame(lstatSync(folder), outer)) return true;
    if (folder === dirname(folder)) return false;
  }
}
