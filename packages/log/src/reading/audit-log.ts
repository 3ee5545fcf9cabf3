import { type ErrorCode, type KeyStates, SeqwardenError } from '@seqwarden/proof';
import {
  CHECKPOINT_FILE,
  type Checkpoint,
  type Cosigner,
  checkPolicy,
  logId,
  type Note,
  openCheckpoint,
  type TileReader,
  type TlogPolicy,
  type VerifierKey,
} from '@seqwarden/proof/log';
import { sha256 } from '../hash.ts';
import { type AuditFinding, AuditFindings } from './audit-findings.ts';
import { type AuditedBundle, AuditedTree } from './audited-tree.ts';
import { EntryJudge, type ReadEntry } from './judge-entry.ts';
import type { KnownState } from './known-state.ts';

/** The log to be read, wherever its files lie. Nothing of it is believed but what its key signed. */
export interface AuditedLog {
  readonly key: VerifierKey;
  readonly read: TileReader;
}

export interface AuditOptions {
  readonly known?: readonly KnownState[];
  /** Each has to be kept by the checkpoint. */
  readonly policies?: readonly TlogPolicy[];
  /** Is told every entry that could be read, in order, once it was judged, and what is wrong with it; undefined: nothing. */
  readonly onEntry?: (entry: ReadEntry, problem: SeqwardenError | undefined) => void;
  /** After each 256 entries. */
  readonly onProgress?: (entries: number, size: number) => void;
  readonly signal?: AbortSignal;
}

export interface Audit {
  readonly checkpoint: Checkpoint;
  /** Of the states that are known, those that its entries lead to. None where the entries are not those of the checkpoint. */
  readonly continued: readonly KnownState[];
  readonly cosigners: readonly Cosigner[];
  /** Entries by the name of their statement; `unknown` are statements of kinds that are not known here, `unreadable` what is none. */
  readonly entries: ReadonlyMap<string, number>;
  readonly keys: KeyStates;
  /** The first of them. */
  readonly findings: readonly AuditFinding[];
  /** All of them. */
  readonly counts: ReadonlyMap<ErrorCode, number>;
}

/**
 * Replays a whole log: the checkpoint and its countersignatures, every entry and every tile against what the log signed, every signature by what the log had said
 * of its key until then, and that the history continues those that are known. Goes on after what is wrong; of the log little is held at a time.
 *
 * @throws SeqwardenError LOG_UNREADABLE: there is no checkpoint; NOTE_MALFORMED, CHECKPOINT_MALFORMED, CHECKPOINT_UNSIGNED, CHECKPOINT_SIGNATURE_INVALID: nobody signed what could be
 * audited; INTERRUPTED
 */
export async function auditLog({ key, read }: AuditedLog, options: AuditOptions = {}): Promise<Audit> {
  const file = await read(CHECKPOINT_FILE);
  if (file === undefined) throw new SeqwardenError('LOG_UNREADABLE', 'the register has no head');
  const { checkpoint, note } = await openCheckpoint(file, key);
  const findings = new AuditFindings();
  const cosigners = await cosignersOf(note, options.policies ?? [], findings);
  const judge = new EntryJudge(logId(sha256, key.publicKey));
  const tree = new AuditedTree(read, checkpoint, options.known ?? [], findings);
  const entries = new Map<string, number>();
  // While the signatures of one bundle are checked on other threads, the next one is read here.
  let before: JudgedBundle | undefined;
  for await (const bundle of tree.bundles()) {
    options.signal?.throwIfAborted();
    const judged = await judgeBundle(judge, bundle);
    for (const entry of judged.entries) {
      const name = nameOf(entry);
      entries.set(name, (entries.get(name) ?? 0) + 1);
    }
    await before?.tell(findings, options.onEntry);
    before = judged;
    options.onProgress?.(bundle.first + bundle.entries.length, checkpoint.size);
  }
  await before?.tell(findings, options.onEntry);
  return {
    checkpoint,
    continued: tree.continued,
    cosigners,
    entries,
    keys: judge.keys,
    findings: findings.kept,
    counts: findings.counts,
  };
}

async function cosignersOf(
  note: Note,
  policies: readonly TlogPolicy[],
  findings: AuditFindings,
): Promise<Cosigner[]> {
  const found: Cosigner[] = [];
  for (const policy of policies) {
    try {
      const { cosigners, isQuorum } = await checkPolicy(policy, note);
      found.push(...cosigners);
      if (!isQuorum)
        findings.add({
          code: 'QUORUM_MISSING',
          message: 'the register head is not countersigned as the policy demands',
        });
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      findings.add({ code: error.code, message: error.message });
    }
  }
  return found;
}

/** A bundle whose signatures are being checked, all at the same time. */
class JudgedBundle {
  /** Those that could be read. */
  readonly entries: readonly ReadEntry[];
  readonly #problems: Promise<(SeqwardenError | undefined)[]>;

  /** Of each entry what is wrong with it. */
  constructor(entries: readonly ReadEntry[], problems: readonly Promise<SeqwardenError | undefined>[]) {
    this.entries = entries;
    this.#problems = Promise.all(problems);
  }

  async tell(findings: AuditFindings, onEntry: AuditOptions['onEntry']): Promise<void> {
    const problems = await this.#problems;
    for (const [at, entry] of this.entries.entries()) {
      const problem = problems[at];
      if (problem !== undefined)
        findings.add({ code: problem.code, message: problem.message, index: entry.index });
      onEntry?.(entry, problem);
    }
  }
}

async function judgeBundle(judge: EntryJudge, { first, entries }: AuditedBundle): Promise<JudgedBundle> {
  const read: ReadEntry[] = [];
  const problems: Promise<SeqwardenError | undefined>[] = [];
  for (const [at, file] of entries.entries()) {
    if (file === undefined) continue;
    const taken = await judge.take(first + at, file);
    read.push(taken.entry);
    problems.push(taken.problem);
  }
  return new JudgedBundle(read, problems);
}

function nameOf({ envelope, statement }: ReadEntry): string {
  return statement?.kind ?? (envelope === undefined ? 'unreadable' : 'unknown');
}
