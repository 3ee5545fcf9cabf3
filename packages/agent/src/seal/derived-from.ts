import { SeqwardenError, type Trust, verifySeal } from '@seqwarden/proof';
import { closeRoot } from '../host/held-tree.ts';
import { openRun } from '../host/run-place.ts';
import { sha256 } from '../host/sha256.ts';
import { readCustody } from './custody-folder.ts';

/**
 * Identity of the seal that a run carries, for data that was made from it. Its signature must verify; the run's files are not
 * read here. Throws DERIVED_FROM_UNSEALED.
 */
export async function sealOfRun(path: string, trust: Trust): Promise<string> {
  const run = openRun(path);
  try {
    const found = readCustody(run.root);
    const manifest = found?.files.get('SHA256SUMS');
    if (found === undefined || manifest === undefined)
      throw new SeqwardenError('DERIVED_FROM_UNSEALED', `${path} carries no seal`);
    const check = await verifySeal(found.files, trust, { manifestSha256: sha256(manifest) });
    if (!check.ok || found.notPlain.length > 0) {
      throw new SeqwardenError(
        'DERIVED_FROM_UNSEALED',
        `the seal of ${path} does not verify: ${check.findings.map(finding => finding.code).join(', ')}`,
      );
    }
    return check.identity;
  } finally {
    closeRoot(run.root);
  }
}
