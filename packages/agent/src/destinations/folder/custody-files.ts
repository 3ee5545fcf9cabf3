import { ADDENDA_FOLDER, SeqwardenError } from '@seqwarden/proof';
import { readCustody } from '../../custody/read-custody.ts';
import type { TreeRoot } from '../../host/held-tree.ts';
import type { CustodyFiles } from '../destination.ts';

/**
 * The files of a seal in the `Custody/` of a run that is a folder, whatever lies under the name of addenda; undefined: there is none. Throws
 * CUSTODY_*, also for what is no plain file.
 */
export function custodyFiles(root: TreeRoot): CustodyFiles | undefined {
  const found = readCustody(root);
  if (found === undefined) return undefined;
  const notPlain = found.notPlain.find(name => name !== ADDENDA_FOLDER);
  if (notPlain !== undefined)
    throw new SeqwardenError('CUSTODY_NOT_PLAIN', 'Custody/ holds what is no plain file', { path: notPlain });
  return new Map([...found.files].map(([name, bytes]) => [name, [bytes]]));
}
