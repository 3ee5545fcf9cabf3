import { compareVersions } from '@seqwarden/advisory/version';

/** Whether the order of versions knows this one: numbers and dots alone. What else stands there may mean "before", or anything. */
export function isOrdered(version: string): boolean {
  return /^\d+(\.\d+)*$/.test(version);
}

/** Below 0: `a` is older. null: nobody can tell, unless they are the same text. */
export function compareInstalled(a: string, b: string): number | null {
  if (a === b) return 0;
  return isOrdered(a) && isOrdered(b) ? compareVersions('intdot', a, b) : null;
}
