import { type Bytes, hex } from './bytes.ts';
import type { Findings } from './findings.ts';
import type { LogPosition } from './key-at.ts';
import { checkLogProof } from './log/check-log-proof.ts';
import type { Note } from './log/note.ts';
import { softSha256 } from './log/soft-sha256.ts';
import { checkPolicy } from './log/tlog-policy.ts';
import { encodeVerifierKey } from './log/verifier-key.ts';
import type { Trust } from './trust.ts';
import type { TrustedLog } from './trusted-log.ts';

/** A statement's place in a log that the trust file names; its proof leads there. */
export interface EnteredInLog {
  readonly kind: 'entered';
  /** Id of the log, 32 hex digits. */
  readonly log: string;
  readonly origin: string;
  /** From 0. */
  readonly index: number;
  /** Of the checkpoint that the proof leads to. */
  readonly size: number;
  /** Of the same, hex. */
  readonly root: string;
  /** The witnesses that countersigned this checkpoint, of those that a policy of the trust file names; each once. `seconds` since 1970. */
  readonly cosignedBy: readonly { readonly name: string; readonly seconds: number }[];
  /** Size of the checkpoint as of which the trust file tells its keys; null: it tells none by this log. */
  readonly keysAsOf: number | null;
}

/** `not judged`: a proof is there, and the trust file names no log. `refused`: there are findings about it. */
export type LogStanding =
  | EnteredInLog
  | { readonly kind: 'absent' }
  | { readonly kind: 'not judged' }
  | { readonly kind: 'refused' };

/** A statement and the proof of it, as they lie there. */
export interface ProvenEntry {
  readonly as: string;
  /** The envelope's file. */
  readonly entry: Bytes | undefined;
  readonly proof: Bytes | undefined;
}

/** Judges a proof by the logs and policies of a trust file: docs/FORMATS.md section 19. */
export async function standingInLog(
  { as, entry, proof }: ProvenEntry,
  trust: Trust,
  findings: Findings,
): Promise<LogStanding> {
  if (proof === undefined) {
    if (trust.logRequired && entry !== undefined)
      findings.add(
        'LOG_PROOF_MISSING',
        `the trust file demands that a register has the ${as}, and no proof is there`,
      );
    return { kind: 'absent' };
  }
  if (trust.logs.length === 0) {
    if (trust.logRequired)
      findings.add(
        'LOG_UNKNOWN',
        `the trust file demands that a register has the ${as}, and names no register`,
      );
    return { kind: 'not judged' };
  }
  if (entry === undefined) return { kind: 'refused' };
  const logKeys = trust.logs.map(({ key }) => key);
  const check = await findings.collect(() => checkLogProof(softSha256, { proof, entry, logKeys }));
  const log = trust.logs.find(({ key }) => key === check?.logKey);
  if (check === undefined || log === undefined) return { kind: 'refused' };
  const root = hex(check.checkpoint.root);
  const known = log.asOf?.checkpoint;
  if (known?.size === check.checkpoint.size && hex(known.root) !== root) {
    addFork(findings, `the proof of the ${as}`, 'the trust file');
    return { kind: 'refused' };
  }
  const cosigners = await findings.collect(() => cosignersOf(check.note, log, as, findings));
  if (cosigners === undefined) return { kind: 'refused' };
  return {
    kind: 'entered',
    log: log.id,
    origin: check.checkpoint.origin,
    index: check.index,
    size: check.checkpoint.size,
    root,
    cosignedBy: cosigners,
    keysAsOf: log.asOf?.checkpoint.size ?? null,
  };
}

/** Throws SIGNATURE_INVALID for a witness's line that is wrong. That there are too few is a finding: the log itself has the entry all the same. */
async function cosignersOf(
  note: Note,
  { policies }: TrustedLog,
  as: string,
  findings: Findings,
): Promise<EnteredInLog['cosignedBy']> {
  // By their keys: a name is anybody's.
  const cosigners = new Map<string, EnteredInLog['cosignedBy'][number]>();
  for (const { policy } of policies) {
    const check = await checkPolicy(policy, note);
    for (const { witness, seconds } of check.cosigners)
      cosigners.set(encodeVerifierKey(witness.key), { name: witness.key.name, seconds });
    if (!check.isQuorum)
      findings.add(
        'QUORUM_MISSING',
        `the register head that proves the ${as} is not countersigned as demanded`,
      );
  }
  return [...cosigners.values()];
}

/** That two proofs which lie with one run are of one history of their log, as far as that can be seen: of one size there is one head. */
export function requireOneHistory(one: LogStanding, other: LogStanding, findings: Findings): void {
  if (one.kind !== 'entered' || other.kind !== 'entered') return;
  if (one.log === other.log && one.size === other.size && one.root !== other.root)
    addFork(findings, 'its proof', 'a proof that was read before');
}

function addFork(findings: Findings, one: string, other: string): void {
  findings.add('LOG_FORKED', `${one} has a head of the register with another root than the one of ${other}`);
}

/** By which a key is judged: only a proof shows it. */
export function positionOf(standing: LogStanding): LogPosition | undefined {
  return standing.kind === 'entered' ? { log: standing.log, index: standing.index } : undefined;
}
