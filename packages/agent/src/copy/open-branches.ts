import type { DestinationSpec } from '../destinations/destination.ts';
import { openDestination } from '../destinations/open.ts';
import { atEach, Branch, requireAny } from './branch.ts';

/**
 * Opens each destination and takes the run's lock there; `opened` lets go of both. Throws where that succeeds nowhere.
 */
export async function openBranches(
  specs: readonly DestinationSpec[],
  runName: string,
  opened: AsyncDisposableStack,
): Promise<readonly Branch[]> {
  const branches = specs.map(spec => new Branch(spec));
  await atEach(branches, async branch => {
    branch.destination = await openDestination(branch.spec);
    opened.defer(() => branch.destination.close());
    opened.defer(await branch.destination.lockRun(runName));
  });
  requireAny(branches);
  return branches;
}
