import { mkdtempSync } from 'node:fs';
import { basename, join } from 'node:path';
import { displayPath, SeqwardenError, type SpecialEntry, type Trust, verifySeal } from '@seqwarden/proof';
import type { Walk } from '../engine/walk.ts';
import { fsError } from '../host/fs-error.ts';
import type { TreeRoot } from '../host/held-tree.ts';
import { makePath } from '../host/make-path.ts';
import { runKey } from '../host/run-key.ts';
import { OWN_FOLDER } from '../host/run-place.ts';
import { writeDurable } from '../host/write-durable.ts';
import { CUSTODY, type CustodyContent, type CustodyFound, readCustody } from '../seal/custody-folder.ts';
import type { ManifestBytes } from '../seal/manifest-bytes.ts';

/**
 * What to do with a `Custody` that lies in a run. `none`: there is none. `carry`: it is this run's seal and verifies.
 * `doubt`: it does not, and `reason` says why; `found` is what could be read of it.
 */
export type CustodyJudgement =
  | { readonly kind: 'none' }
  | { readonly kind: 'carry'; readonly content: CustodyContent; readonly identity: string }
  | {
      readonly kind: 'doubt';
      readonly reason: string;
      readonly found: CustodyFound | undefined;
      readonly names: readonly string[];
    };

/** Believes nothing that it did not check: signature, key, and that the sealed list is the one of the files just read. */
export async function judgeCustody(
  root: TreeRoot,
  run: Walk,
  manifest: ManifestBytes,
  trust: Trust,
): Promise<CustodyJudgement> {
  if (run.custody.length === 0) return { kind: 'none' };
  const names = run.custody.map(entry => entry.name);
  const doubt = (reason: string, found?: CustodyFound): CustodyJudgement => ({
    kind: 'doubt',
    reason,
    found,
    names,
  });
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
  if (found === undefined || found.notPlain.length > 0) return doubt('UNSIGNED', found);
  const check = await verifySeal(found.files, trust, { manifestSha256: manifest.sha256 });
  if (!check.ok) return doubt(check.findings.map(finding => finding.code).join(', '), found);
  const content = new Map([...found.files].map(([name, bytes]) => [name, [bytes]]));
  return { kind: 'carry', content, identity: check.identity };
}

/** Sets a doubtful `Custody` aside at the destination, outside the run. Returns where, below the destination. */
export function quarantineCustody(
  ownFolder: string,
  runName: string,
  doubt: { readonly found: CustodyFound | undefined },
  now: Date,
): string {
  const quarantine = join(ownFolder, 'quarantine');
  const files = [...(doubt.found?.files ?? [])].map(([name, bytes], at) => ({
    name,
    bytes,
    as: `${String(at + 1).padStart(2, '0')}.bin`,
  }));
  try {
    makePath(quarantine);
    const prefix = join(quarantine, `${runKey(runName)}-${now.toISOString().replace(/[:.]/g, '')}-`);
    const folder = mkdtempSync(prefix);
    for (const { as, bytes } of files) writeDurable(folder, as, bytes, 0o600);
    writeDurable(
      folder,
      'NAMES',
      files.map(({ as, name }) => `${as}  ${displayPath(name)}\n`).join(''),
      0o600,
    );
    return `quarantine/${basename(folder)}`;
  } catch (error) {
    throw fsError(error, 'destination', `${OWN_FOLDER}/quarantine`);
  }
}

/** How a seal names what was set aside. */
export function quarantinedEntries(names: readonly string[]): SpecialEntry[] {
  return names.map(path => ({ kind: 'quarantined', path }));
}
