import {
  type AddendaCheck,
  type AmendedSeal,
  type CustodyFiles,
  type ErrorCode,
  type Finding,
  type LogStanding,
  type SealPredicate,
  type Trust,
  type TrustedKey,
  verifyAddenda,
  verifySeal,
} from '@seqwarden/proof';
import { sha256 } from '../host/sha256.ts';

/** A seal that stands by its signatures, or addenda that do. */
export interface Open {
  /** What a log or its witnesses would still have to say. Whoever answers for a run needs it; whoever carries a seal on, or adds to it, does not. */
  readonly open: readonly ErrorCode[];
}

export interface StandingSeal extends Open {
  readonly identity: string;
  readonly predicate: SealPredicate;
  readonly key: TrustedKey;
  readonly manifest: Uint8Array;
  readonly manifestSha256: Uint8Array;
  readonly log: LogStanding;
}

/** That nothing more is known is no reason against a seal: its log may be another lab's, or its witnesses were not there in time. */
const OPEN: ReadonlySet<ErrorCode> = new Set(['LOG_UNKNOWN', 'QUORUM_MISSING']);

/** The same, for whoever asks what was signed although its key has ended, and nothing shows that it was made before. */
export const UNPROVEN_TOO: ReadonlySet<ErrorCode> = new Set([...OPEN, 'LOG_PROOF_MISSING']);

/** The seal that these files are, if trusted keys signed all of it; else what is wrong. `bearable`: what is found and does not count. */
export async function standingSeal(
  files: CustodyFiles,
  trust: Trust,
  bearable = OPEN,
): Promise<StandingSeal | { readonly findings: readonly Finding[] }> {
  const manifest = files.get('SHA256SUMS') ?? new Uint8Array();
  const manifestSha256 = sha256(manifest);
  const check = await verifySeal(files, undemanding(trust), { manifestSha256 });
  const { identity, seal: predicate, key, listIsSealed, log } = check;
  const { findings, open } = split(check.findings, [log], trust, bearable);
  if (
    findings.length > 0 ||
    identity === undefined ||
    predicate === undefined ||
    key === undefined ||
    !listIsSealed
  )
    return { findings: check.findings };
  return { identity, predicate, key, manifest, manifestSha256, log, open };
}

/** As `verifyAddenda`, whose findings are then those against the addenda themselves. Throws MANIFEST_*. */
export async function standingAddenda(
  seal: AmendedSeal,
  found: ReadonlyMap<number, CustodyFiles>,
  trust: Trust,
  bearable = OPEN,
): Promise<AddendaCheck & Open> {
  const check = await verifyAddenda(seal, found, undemanding(trust));
  const standings = check.addenda.map(({ log }) => log);
  return { ...check, ...split(check.findings, standings, trust, bearable) };
}

/** A missing proof that the trust file demands is told apart from one without which a key that has ended is worth nothing. */
function undemanding(trust: Trust): Trust {
  return { ...trust, logRequired: false };
}

function split(
  all: readonly Finding[],
  standings: readonly LogStanding[],
  { logRequired }: Trust,
  bearable: ReadonlySet<ErrorCode>,
): { readonly findings: readonly Finding[] } & Open {
  const isUnproven = logRequired && standings.some(({ kind }) => kind === 'absent' || kind === 'not judged');
  const open = all.map(({ code }) => code).filter(code => bearable.has(code));
  return {
    findings: all.filter(({ code }) => !bearable.has(code)),
    open: isUnproven ? [...open, 'LOG_PROOF_MISSING'] : open,
  };
}
