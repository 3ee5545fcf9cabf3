import { statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { State } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { oneLine } from '../../text/one-line.ts';
import { nearNames } from './near-names.ts';
import type { SealedRuns } from './sealed-runs.ts';

export interface RunsKnown {
  readonly sealed: SealedRuns;
  readonly state: Pick<State, 'installations' | 'incidents'>;
  /** Folders in which a bare name may lie. */
  readonly roots: readonly string[];
}

/** What stands in a record stays there: a run that a person names is one that the register, the cases or a folder knows. Throws CASE_UNKNOWN, with names that are alike; USAGE for an empty text, which as a path is wherever the person stands. */
export function requireKnownRun(text: string, { sealed, state, roots }: RunsKnown): void {
  if (text === '') throw new SeqwardenError('USAGE', '--run is empty');
  if (sealed.named(text) !== undefined) return;
  if ([text, ...roots.map(root => join(root, text))].some(isFolder)) return;
  const seen = namesIn(state);
  const name = basename(resolve(text));
  if (seen.has(name)) return;
  const near = nearNames(name, [...seen, ...sealed.all.flatMap(({ id }) => id ?? [])]);
  const meant = near.length === 0 ? '' : `; is it ${near.map(oneLine).join(', or ')}?`;
  throw new SeqwardenError(
    'CASE_UNKNOWN',
    `no run is called ${oneLine(name)}: not in the register, not in cases, and no such folder${meant} One that nothing here knows is named with --unseen-run`,
  );
}

/** What nothing here knows is named, and looked up nowhere: of a path the last part would be entered, as of an empty one the folder in which the person stands. Throws USAGE. */
export function requireBareName(text: string): void {
  if (text === '.' || basename(resolve(text)) !== text)
    throw new SeqwardenError('USAGE', '--unseen-run takes the name of a run, and no path');
}

function namesIn({ installations, incidents }: RunsKnown['state']): Set<string> {
  return new Set([
    ...installations.flatMap(({ readings }) => readings.flatMap(({ reading }) => reading.run?.id ?? [])),
    ...incidents.flatMap(({ runs }) => runs.flatMap(({ id }) => id ?? [])),
  ]);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // A name that is too long for a path, or one that this account may not look at, is known by no folder.
    return false;
  }
}
