import { type BytePath, displayPath, SeqwardenError, type Trust, verifySeal } from '@seqwarden/proof';
import { CUSTODY } from '../custody/read-custody.ts';
import type { CustodyFiles } from '../destinations/destination.ts';
import { sha256 } from '../host/sha256.ts';

/**
 * What a `Custody` is that lies in a run. `none`: there is none. `carry`: a seal that verifies. `doubt`: it does not, and `reason` says why.
 */
export type CustodyJudgement =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'carry';
      readonly content: CustodyFiles;
      readonly identity: string;
      /** `SHA256SUMS` as it lies there. */
      readonly manifest: Uint8Array;
    }
  | { readonly kind: 'doubt'; readonly reason: string; readonly names: readonly BytePath[] };

export interface CustodyHere {
  /** Entries of the run's root that are called `Custody` in any letter case. */
  readonly names: readonly BytePath[];
  /** Throws CUSTODY_* for what is no folder of plain files. */
  readonly read: () => Promise<CustodyFiles | undefined>;
}

/**
 * Believes nothing that it did not check: signature and key, and that the list that was sealed is the one with this digest; without one, the
 * list that lies beside the seal.
 */
export async function judgeCustody(
  { names, read }: CustodyHere,
  trust: Trust,
  listSha256?: Uint8Array,
): Promise<CustodyJudgement> {
  if (names.length === 0) return { kind: 'none' };
  const doubt = (reason: string): CustodyJudgement => ({ kind: 'doubt', reason, names });
  if (names.length > 1 || names[0] !== CUSTODY)
    return doubt(`it is spelt ${names.map(displayPath).join(' and ')}`);
  let content: CustodyFiles | undefined;
  try {
    content = await read();
  } catch (error) {
    if (error instanceof SeqwardenError && /^(?:CUSTODY|RUN)_/.test(error.code)) return doubt(error.code);
    throw error;
  }
  if (content === undefined) return doubt('UNSIGNED');
  const files = new Map([...content].map(([name, pieces]) => [name, joined(pieces)]));
  const manifest = files.get('SHA256SUMS') ?? new Uint8Array();
  const check = await verifySeal(files, trust, { manifestSha256: listSha256 ?? sha256(manifest) });
  if (!check.ok) return doubt(check.findings.map(finding => finding.code).join(', '));
  return { kind: 'carry', content, identity: check.identity, manifest };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(pieces));
}
