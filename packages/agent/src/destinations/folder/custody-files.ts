import { ADDENDA_FOLDER, SeqwardenError } from '@seqwarden/proof';
import { readCustody } from '../../custody/read-custody.ts';
import type { TreeRoot } from '../../host/held-tree.ts';
import { addendaNotCarried } from '../addenda-not-carried.ts';
import type { CustodyFiles } from '../destination.ts';

/**
 * What lies in the `Custody/` of a run that is a folder at a destination; undefined: there is none. Throws ADDENDA_NOT_CARRIED, and CUSTODY_*,
 * also for what is no plain file.
 */
export function custodyFiles(root: TreeRoot): CustodyFiles | undefined {
  const found = custodyWithoutAddenda(root);
  if (found?.hasAddenda) throw addendaNotCarried('destination');
  return found?.files;
}

export interface CustodyWithoutAddenda {
  readonly files: CustodyFiles;
  /** Whether there is anything under their name. */
  readonly hasAddenda: boolean;
}

/** The same, whatever lies under the name of addenda. */
export function custodyWithoutAddenda(root: TreeRoot): CustodyWithoutAddenda | undefined {
  const found = readCustody(root);
  if (found === undefined) return undefined;
  const notPlain = found.notPlain.find(name => name !== ADDENDA_FOLDER);
  if (notPlain !== undefined)
    throw new SeqwardenError('CUSTODY_NOT_PLAIN', 'Custody/ holds what is no plain file', { path: notPlain });
  const files = new Map([...found.files].map(([name, bytes]) => [name, [bytes]]));
  return { files, hasAddenda: found.notPlain.length > 0 };
}
