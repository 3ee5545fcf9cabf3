import { ADDENDA_FOLDER, MANIFEST_FILE, type SealCheck, type Trust, verifySeal } from '@seqwarden/proof';
import { readCustody } from '../custody/read-custody.ts';
import { closeRoot } from '../host/held-tree.ts';
import { openRun } from '../host/run-place.ts';
import { sha256 } from '../host/sha256.ts';
import { notPlainInCustody } from './custody-findings.ts';

/**
 * Judges the seal that lies in a run by its signatures and its proof, and reads no other file of the run: whether these are as they were sealed is for
 * {@link verifyRun}. Throws RUN_*, CUSTODY_*.
 */
export async function checkSealOf(path: string, trust: Trust): Promise<SealCheck> {
  const { root } = openRun(path);
  try {
    const { files = new Map(), notPlain = [] } = readCustody(root) ?? {};
    const manifestSha256 = sha256(files.get(MANIFEST_FILE) ?? new Uint8Array(0));
    const check = await verifySeal(files, trust, { manifestSha256 });
    const strange = notPlain.filter(name => name !== ADDENDA_FOLDER).map(notPlainInCustody);
    if (strange.length === 0) return check;
    const claimed = check.ok ? undefined : check.claimedKeyid;
    return { ...check, ok: false, claimedKeyid: claimed, findings: [...check.findings, ...strange] };
  } finally {
    closeRoot(root);
  }
}
