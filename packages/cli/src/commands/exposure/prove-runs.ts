import { existsSync } from 'node:fs';
import type { RunProof } from '@seqwarden/advisory/answer';
import { type RunSource, runSourceKey } from '@seqwarden/advisory/inventory';
import { lastReadingOf } from '@seqwarden/agent/retention';
import { checkSealOf, type RunVerifier, type VerifyOptions } from '@seqwarden/agent/verify';
import { type SealCheck, SeqwardenError, type Trust } from '@seqwarden/proof';
import type { SealInLog } from './seals-in-log.ts';

export interface ProofQuestion {
  /** undefined: nothing that lies in a run is judged. */
  readonly trust: Trust | undefined;
  /** Where a run may lie, by what names it in the answer. */
  readonly pathsOf: (source: RunSource) => readonly string[];
  readonly inLog: (identity: string) => SealInLog | undefined;
  /** Hashes all files again; undefined: not asked. */
  readonly verify: (Omit<VerifyOptions, 'trust'> & { readonly by: RunVerifier }) | undefined;
}

/** What is known of each of these runs, by {@link runSourceKey}. One run that cannot be looked at stops no other. */
export async function proveRuns(
  sources: readonly RunSource[],
  question: ProofQuestion,
): Promise<ReadonlyMap<string, RunProof>> {
  const { trust, pathsOf, verify } = question;
  const unique = new Map(sources.map(source => [runSourceKey(source), source]));
  const places = new Map(
    [...unique].map(([key, source]) => [key, pathsOf(source).filter(path => existsSync(path))]),
  );
  const proofs = new Map<string, RunProof>();
  for (const [key, source] of unique) {
    verify?.signal?.throwIfAborted();
    const here: RunProof[] = [];
    if (trust !== undefined)
      for (const path of places.get(key) ?? []) here.push(await proofOf(path, trust, question));
    const proof = worst(here) ?? proofByLog(source, question) ?? unseen(source, question);
    if (proof !== undefined) proofs.set(key, proof);
  }
  return proofs;
}

/** Of several copies of one run the one that is least good. */
function worst(proofs: readonly RunProof[]): RunProof | undefined {
  return proofs.toSorted((a, b) => rank(a) - rank(b))[0];
}

function rank({ verified, signature }: RunProof): number {
  if (verified?.answer === 'changed') return 0;
  return 1 + ['bad', 'unreadable', 'unknown-key', 'unsigned', 'good'].indexOf(signature);
}

async function proofOf(path: string, trust: Trust, { inLog, verify }: ProofQuestion): Promise<RunProof> {
  try {
    const result = await verify?.by.verify(path, undefined, { ...verify, trust });
    const check = result?.check ?? (await checkSealOf(path, trust));
    const verified =
      result === undefined ? null : { answer: result.verdict.answer, codes: result.verdict.codes };
    return { ...(await proofBySeal(path, check, trust, inLog)), verified };
  } catch (error) {
    if (!(error instanceof SeqwardenError) || error.code === 'INTERRUPTED') throw error;
    return unreadable([error.code], verify !== undefined);
  }
}

const UNSIGNED: RunProof = {
  seal: null,
  signature: 'unsigned',
  sealedAt: null,
  made: null,
  logStanding: null,
  logEntry: null,
  lastVerified: null,
  verified: null,
  codes: [],
};

async function proofBySeal(
  path: string,
  check: SealCheck,
  trust: Trust,
  inLog: ProofQuestion['inLog'],
): Promise<RunProof> {
  const { identity, seal, log } = check;
  const codes = [...new Set(check.findings.map(({ code }) => code))];
  if (identity === undefined) return { ...UNSIGNED, codes };
  const entered = inLog(identity);
  const own = log.kind === 'entered' ? { log: log.log, index: log.index } : null;
  const read = seal === undefined ? null : await lastReadingOf(path, { identity, seal }, trust);
  const lastVerified = [read, entered?.lastVerified ?? null]
    .flatMap(at => at ?? [])
    .sort()
    .at(-1);
  return {
    seal: identity,
    signature: signatureOf(check),
    sealedAt: seal?.sealedAt ?? null,
    made: seal?.made ?? null,
    logStanding: log.kind,
    logEntry: own,
    lastVerified: lastVerified === undefined ? null : { at: lastVerified, by: 'delivery' },
    verified: null,
    codes,
  };
}

/** Of the signature alone: what is wrong with a proof, or lies beside the seal, stands in `codes`. */
function signatureOf(check: SealCheck): RunProof['signature'] {
  if (check.key !== undefined && check.seal !== undefined && check.listIsSealed) return 'good';
  const codes = check.findings.map(({ code }) => code);
  return codes.includes('UNKNOWN_KEY') ? 'unknown-key' : codes.includes('UNSIGNED') ? 'unsigned' : 'bad';
}

/** Of a run that was read and cannot be found by its name again, which may have been shown escaped. */
function unseen({ folder }: RunSource, { trust, verify }: ProofQuestion): RunProof | undefined {
  if (trust === undefined || folder === null) return undefined;
  return unreadable(['RUN_NOT_FOUND'], verify !== undefined);
}

function unreadable(codes: readonly string[], isVerified: boolean): RunProof {
  const verified = isVerified ? { answer: 'cannot_tell' as const, codes } : null;
  return { ...UNSIGNED, signature: 'unreadable', verified, codes };
}

/** Of a run that lies nowhere here: what the register says of its seal. */
function proofByLog({ seal: identity }: RunSource, { inLog }: ProofQuestion): RunProof | undefined {
  const entered = identity === null ? undefined : inLog(identity);
  if (entered === undefined) return undefined;
  const { seal, index, lastVerified } = entered;
  return {
    ...UNSIGNED,
    seal: identity,
    signature: 'good',
    sealedAt: seal.sealedAt,
    made: seal.made,
    logStanding: 'entered',
    logEntry: { log: entered.log, index },
    lastVerified: lastVerified === null ? null : { at: lastVerified, by: 'delivery' },
  };
}
