import type { UsedDestination } from '../places/used-destination.ts';
import { nameOf } from './seal-step.ts';

/**
 * How the files of a run get to its destinations.
 *
 * - `open`: it is not known yet whether it grows
 * - `whole`: it was over when it was first seen; nothing is taken over before it is finished, and then all of it, by all threads
 * - `tried`: that was begun. What does not end in a seal goes on as `bags`
 * - `bags`: bag by bag, as it grows
 */
export type Way = 'open' | 'whole' | 'tried' | 'bags';

/** In bytes. A run that takes hours would have the seals of all others wait; and the larger the files, the less there is to gain. */
const LARGEST = 64 * 2 ** 30;

/**
 * Whether a run could be taken over as a whole at these destinations: bags keep to limits that change by the hour, have uploads that a restart takes up again,
 * and read back at one destination and not at another.
 */
export function mayBeWhole(destinations: readonly Pick<UsedDestination, 'config'>[]): boolean {
  const isPlain = destinations.every(
    ({ config }) => config.spec.kind === 'folder' && config.limits.length === 0,
  );
  return isPlain && new Set(destinations.map(({ config }) => config.reread)).size === 1;
}

/** Whether it is small enough, and all these have room for it and nothing of it: what an earlier agent left is for the journal to judge, file by file. */
export async function isWholeAt(
  due: readonly UsedDestination[],
  path: string,
  bytes: number,
): Promise<boolean> {
  if (bytes > LARGEST) return false;
  try {
    const name = nameOf(path);
    for (const used of due) {
      const run = await (await used.open(bytes)).openRun(name, false);
      await run?.close();
      if (run !== undefined) return false;
    }
    return true;
  } catch {
    // Whoever takes over the first bag finds the same, and says so.
    return false;
  }
}
