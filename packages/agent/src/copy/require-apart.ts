import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import type { DestinationSpec } from '../destinations/destination.ts';
import { OWN_FOLDER, type RunPlace } from '../host/run-place.ts';
import { isSame, liesIn } from '../host/same-folder.ts';

/**
 * That no destination lies in the run, nor the run at a destination already: to be asked before anything is made there. Throws
 * DESTINATION_UNUSABLE.
 */
export function requireApart(run: RunPlace, destinations: readonly DestinationSpec[]): void {
  if (run.name.toLowerCase() === OWN_FOLDER)
    throw unusable(`at a destination ${OWN_FOLDER} is Seqwarden's own folder`);
  const theRun = lstatSync(run.path);
  for (const spec of destinations)
    if (spec.kind === 'folder') requireFolderApart(spec.path, run.name, theRun);
}

function requireFolderApart(path: string, name: string, run: Stats): void {
  const real = existing(path);
  // What is not there lies nowhere; whoever opens it says so.
  if (real === undefined) return;
  if (liesIn(real, run)) throw unusable('the destination lies in the run');
  if (isSame(lstatSync(join(real, name), { throwIfNoEntry: false }), run))
    throw unusable('the run lies at the destination already; `seal` seals it in place');
}

function existing(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return lstatSync(real).isDirectory() ? real : undefined;
  } catch {
    return undefined;
  }
}

function unusable(message: string): SeqwardenError {
  return new SeqwardenError('DESTINATION_UNUSABLE', message);
}
