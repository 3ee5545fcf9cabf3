import { basename, resolve } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';

/** The folder name of a run that may be there no more. Throws USAGE where the path has none. */
export function runNameOf(path: string): string {
  const name = basename(resolve(path));
  if (name !== '') return name;
  throw new SeqwardenError('USAGE', 'the run has no folder name');
}
