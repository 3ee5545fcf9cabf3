import { displayPath, SeqwardenError, type SpecialEntry, type Trust, verifySeal } from '@seqwarden/proof';
import type { Walk } from '../engine/walk.ts';
import type { TreeRoot } from '../host/held-tree.ts';
import { CUSTODY, type CustodyContent, type CustodyFound, readCustody } from '../seal/custody-folder.ts';
import type { ManifestBytes } from '../seal/manifest-bytes.ts';

/**
 * What to do with a `Custody` that lies in a run. `none`: there is none. `carry`: it is this run's seal and verifies.
 * `doubt`: it does not, and `reason` says why.
 */
export type CustodyJudgement =
  | { readonly kind: 'none' }
  | { readonly kind: 'carry'; readonly content: CustodyContent; readonly identity: string }
  | { readonly kind: 'doubt'; readonly reason: string; readonly names: readonly string[] };

/** Believes nothing that it did not check: signature, key, and that the sealed list is the one of the files just read. */
export async function judgeCustody(
  root: TreeRoot,
  run: Walk,
  manifest: ManifestBytes,
  trust: Trust,
): Promise<CustodyJudgement> {
  if (run.custody.length === 0) return { kind: 'none' };
  const names = run.custody.map(entry => entry.name);
  const doubt = (reason: string): CustodyJudgement => ({ kind: 'doubt', reason, names });
  const [only] = run.custody;
  if (run.custody.length > 1 || only?.name !== CUSTODY)
    return doubt(`it is spelt ${names.map(displayPath).join(' and ')}`);
  let found: CustodyFound | undefined;
  try {
    found = readCustody(root);
  } catch (error) {
    if (error instanceof SeqwardenError) return doubt(error.code);
    throw error;
  }
  if (found === undefined || found.notPlain.length > 0) return doubt('UNSIGNED');
  const check = await verifySeal(found.files, trust, { manifestSha256: manifest.sha256 });
  if (!check.ok) return doubt(check.findings.map(finding => finding.code).join(', '));
  const content = new Map([...found.files].map(([name, bytes]) => [name, [bytes]]));
  return { kind: 'carry', content, identity: check.identity };
}

/** How a seal names what was set aside. */
export function quarantinedEntries(names: readonly string[]): SpecialEntry[] {
  return names.map(path => ({ kind: 'quarantined', path }));
}
