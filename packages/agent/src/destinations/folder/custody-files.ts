import { SeqwardenError } from '@seqwarden/proof';
import { readCustody } from '../../custody/read-custody.ts';
import type { TreeRoot } from '../../host/held-tree.ts';
import type { CustodyFiles } from '../destination.ts';

/** What lies in the `Custody/` of a run that is a folder; undefined: there is none. Throws CUSTODY_*, also for what is no plain file. */
export function custodyFiles(root: TreeRoot): CustodyFiles | undefined {
  const found = readCustody(root);
  const [notPlain] = found?.notPlain ?? [];
  if (notPlain !== undefined)
    throw new SeqwardenError('CUSTODY_NOT_PLAIN', 'Custody/ holds what is no plain file', { path: notPlain });
  return found && new Map([...found.files].map(([name, bytes]) => [name, [bytes]]));
}
