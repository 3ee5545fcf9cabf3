import { fsError } from '../../host/fs-error.ts';
import type { RunStanding } from '../run/run-standing.ts';
import type { UsedDestination } from './used-destination.ts';

/** Those that are the places that they were; the others are blamed. */
export async function samePlaces(
  all: readonly UsedDestination[],
  standing: RunStanding,
): Promise<UsedDestination[]> {
  const same: UsedDestination[] = [];
  for (const used of all) {
    try {
      await used.requirePlace();
      same.push(used);
    } catch (error) {
      await standing.blame(new Map([[used.slot, fsError(error, 'destination', '')]]));
    }
  }
  return same;
}
