import { ADDENDA_FOLDER, SeqwardenError, type Trust } from '@seqwarden/proof';
import { readCustody } from '../custody/read-custody.ts';
import { standingSeal } from '../custody/standing-seal.ts';
import { closeRoot } from '../host/held-tree.ts';
import { openRun } from '../host/run-place.ts';

/**
 * Identity of the seal whose `Custody/` a folder holds, for data that was made from the sealed run. The folder is the run, or where its
 * seal was kept apart: the signature must verify, the run's files and
 * addenda are not read here. Throws DERIVED_FROM_UNSEALED.
 */
export async function sealOfRun(path: string, trust: Trust): Promise<string> {
  const run = openRun(path);
  try {
    const found = readCustody(run.root);
    if (found === undefined || !found.files.has('SHA256SUMS'))
      throw new SeqwardenError(
        'DERIVED_FROM_UNSEALED',
        `${path} holds no seal; if one was kept apart with --custody DIR, name the folder of this run in DIR`,
      );
    const standing = await standingSeal(found.files, trust);
    const findings = 'findings' in standing ? standing.findings : [];
    if ('findings' in standing || found.notPlain.some(name => name !== ADDENDA_FOLDER)) {
      throw new SeqwardenError(
        'DERIVED_FROM_UNSEALED',
        `the seal of ${path} does not verify: ${findings.map(finding => finding.code).join(', ')}`,
      );
    }
    return standing.identity;
  } finally {
    closeRoot(run.root);
  }
}
