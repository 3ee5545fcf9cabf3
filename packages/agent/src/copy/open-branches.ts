import { SeqwardenError } from '@seqwarden/proof';
import type { DestinationSpec } from '../destinations/destination.ts';
import { openDestination } from '../destinations/open.ts';
import { atEach, Branch, requireAny } from './branch.ts';

/**
 * Opens each destination and takes the run's lock there; `opened` lets go of both. What turns out to be one named before, under another name, fails
 * with DESTINATION_UNUSABLE. Throws where that succeeds nowhere.
 */
export async function openBranches(
  specs: readonly DestinationSpec[],
  runName: string,
  signal: AbortSignal | undefined,
  opened: AsyncDisposableStack,
): Promise<readonly Branch[]> {
  const branches = specs.map(spec => new Branch(spec));
  await atEach(branches, async branch => {
    branch.destination = await openDestination(branch.spec, signal);
    opened.defer(() => branch.destination.close());
  });
  refuseSecondNames(branches);
  await atEach(branches, async branch => opened.defer(await branch.destination.lockRun(runName)));
  requireAny(branches);
  return branches;
}

/** A folder, and a server's path to it, are one place: what lies there is one copy, however often it is named. The first name is the one that counts. */
function refuseSecondNames(branches: readonly Branch[]): void {
  const labels = new Map<string, string>();
  for (const branch of branches.filter(({ alive }) => alive)) {
    const { id, label } = branch.destination;
    const first = labels.get(id);
    if (first === undefined) labels.set(id, label);
    else
      branch.fail(
        new SeqwardenError(
          'DESTINATION_UNUSABLE',
          `it has the identity of ${first}: one destination under two names, or a copy of one with its .seqwarden`,
        ),
      );
  }
}
