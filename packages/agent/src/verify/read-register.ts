import {
  ADDENDUM_ENVELOPE_FILE,
  ADDENDUM_PROOF_FILE,
  addendumFolder,
  type Bytes,
  type CustodyFiles,
  ENVELOPE_FILE,
  type Finding,
  hex,
  knownCheckpoint,
  mergeTrust,
  PROOF_FILE,
  renewTrust,
  SeqwardenError,
  type Trust,
  type TrustedLog,
} from '@seqwarden/proof';
import {
  CHECKPOINT_FILE,
  type Checkpoint,
  checkLogProof,
  type LogProofCheck,
  readBundle,
  type TileReader,
} from '@seqwarden/proof/log';
import type { AddendaFound } from '../custody/read-addenda.ts';
import { sha256 } from '../host/sha256.ts';
import { LogEntries } from './log-entries.ts';
import { damaged, forked, ProvenTree, requireNotBehind } from './proven-tree.ts';
import { type LaterRecord, missingAddenda, RunRecords } from './run-records.ts';

/** Static files of a log, wherever they lie. Nothing in them is believed. */
export interface LogFiles {
  /** For people. */
  readonly label: string;
  readonly read: TileReader;
}

export interface RegisterQuestion {
  /** What each trust file says by itself: each that names the log is made anew of it. */
  readonly trusts: readonly [Trust, ...Trust[]];
  readonly open: (log: TrustedLog) => Promise<LogFiles>;
  readonly now: () => Date;
  /** After each 256 entries. */
  readonly onProgress?: ((entries: number, size: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a log says of a run as of its head. */
export interface RegisterSaid {
  readonly label: string;
  readonly log: TrustedLog;
  /** The head. */
  readonly checkpoint: Checkpoint;
  readonly readAt: string;
  /** Records about this run that came after its seal, or are about its folder; those that do not count there are left out. */
  readonly later: readonly LaterRecord[];
}

/** The run's seal and addenda as they stand in the log now. */
export interface RunInRegister {
  readonly said: RegisterSaid;
  /** As of the head. A proof is demanded by `findings`. */
  readonly trust: Trust;
  /** `Custody/` with the proof of the seal as of the head. */
  readonly custody: CustodyFiles;
  readonly findings: readonly Finding[];
  /** The same for the addenda that lie there. Throws as `readRegister`. */
  addenda(found: AddendaFound): Promise<AddendaFound>;
}

/**
 * Reads a log whole and says what it has of a run: its seal, under the head that it has now, and what was said later. A proof that lies in the run and does not
 * hold is left for `verifySeal` to judge. undefined: the run has no seal to ask about.
 *
 * @param folders digests of the names that the run's folder may have
 * @throws SeqwardenError LOG_UNKNOWN: no trust file says which log is meant; LOG_BEHIND: the log is shorter than what a trust file, or the run, has seen of it; LOG_FORKED: it has
 * another history; LOG_DAMAGED, LOG_UNREADABLE, TILE_MALFORMED: its files are not what it signed; NOTE_MALFORMED, CHECKPOINT_*; TRUST_UNUSABLE; INTERRUPTED
 */
export async function readRegister(
  files: CustodyFiles,
  folders: ReadonlySet<string>,
  question: RegisterQuestion,
): Promise<RunInRegister | undefined> {
  const envelope = files.get(ENVELOPE_FILE);
  if (envelope === undefined) return undefined;
  const { trusts, signal } = question;
  const { logs } = mergeTrust(trusts);
  const own = await checkOwn(envelope, files.get(PROOF_FILE), logs);
  const log = logOf(logs, own);
  const { label, read } = await question.open(log);
  const file = await read(CHECKPOINT_FILE);
  if (file === undefined) throw new SeqwardenError('LOG_UNREADABLE', 'the register has no head');
  const head = await knownCheckpoint(file, log.key);
  const { checkpoint } = head;
  const records = new RunRecords({ seal: hex(sha256(envelope)), folders });
  const known = [
    ...trusts.flatMap(({ logs }) =>
      logs.flatMap(({ id, asOf }) =>
        id === log.id && asOf !== null ? [{ who: 'a trust file', checkpoint: asOf.checkpoint }] : [],
      ),
    ),
    ...(own.proof === undefined ? [] : [{ who: "the seal's own proof", checkpoint: own.proof.checkpoint }]),
  ];
  for (const { who, checkpoint: seen } of known) requireNotBehind(checkpoint, seen, who);
  const entries = new LogEntries(log.id, records, new Set(known.map(one => one.checkpoint.size)));
  for (let bundle = 0; entries.size < checkpoint.size; bundle++) {
    signal?.throwIfAborted();
    await entries.take(await readBundle(read, bundle, checkpoint.size));
    question.onProgress?.(entries.size, checkpoint.size);
  }
  if (hex(entries.root()) !== hex(checkpoint.root)) damaged('its entries are not those that it signed');
  for (const { who, checkpoint: seen } of known)
    if (hex(entries.roots.get(seen.size) ?? checkpoint.root) !== hex(seen.root)) forked(seen, who);
  const tree = new ProvenTree(read, checkpoint);

  const renewed = trusts.map(trust =>
    trust.logs.some(({ id }) => id === log.id)
      ? renewTrust(trust, entries.judge.keys, head, trust.madeAt)
      : trust,
  );
  const [first = trusts[0], ...more] = renewed;
  const findings: Finding[] = [];
  const proofNow = async (entry: Bytes, what: string) => {
    const index = entries.places.get(hex(sha256(entry)));
    if (index !== undefined) return tree.prove(entry, index, new Uint8Array(file), log);
    findings.push({ code: 'LOG_PROOF_MISSING', message: `the register does not have ${what}` });
    return undefined;
  };
  const later = records.later;
  for (const { kind, number, index } of later)
    if (kind === 'seal')
      findings.push({
        code: 'SEAL_SUPERSEDED',
        message: `the register has a later seal of this run, generation ${number}, at place ${index}`,
      });
  const proof = own.isBad ? undefined : await proofNow(envelope, 'the seal');
  return {
    said: { label, log, checkpoint, readAt: question.now().toISOString(), later },
    // Whether one is demanded is judged here, where it is known that the log does not have it.
    trust: { ...mergeTrust([first, ...more]), logRequired: false },
    custody: proof === undefined ? files : new Map([...files, [PROOF_FILE, proof]]),
    findings,
    addenda: async found => {
      const all = new Map<number, CustodyFiles>();
      const lying: { number: number; identity: string }[] = [];
      for (const [number, its] of found.files) {
        const entry = its.get(ADDENDUM_ENVELOPE_FILE);
        all.set(number, its);
        if (entry === undefined) continue;
        lying.push({ number, identity: hex(sha256(entry)) });
        const old = await checkOwn(entry, its.get(ADDENDUM_PROOF_FILE), logs);
        // What another known log has is judged by that: a register may have come to its end between seal and addendum.
        if (old.isBad || (old.log !== undefined && old.log !== log)) continue;
        if (old.proof !== undefined)
          await tree.requireContinues(old.proof.checkpoint, "an addendum's own proof");
        const fresh = await proofNow(entry, `addendum ${addendumFolder(number)}`);
        if (fresh !== undefined) all.set(number, new Map([...its, [ADDENDUM_PROOF_FILE, fresh]]));
      }
      for (const { number = 0, index } of missingAddenda(later, lying))
        findings.push({
          code: 'ADDENDUM_MISSING',
          message: `the register has addendum ${addendumFolder(number)} to this seal at place ${index}, and it does not lie in the run`,
        });
      return { ...found, files: all };
    },
  };
}

/** What lies beside an envelope as its proof: bad, if it does not hold, so that nothing better may take its place. */
interface OwnProof {
  readonly isBad: boolean;
  readonly proof: LogProofCheck | undefined;
  readonly log: TrustedLog | undefined;
}

async function checkOwn(
  entry: Bytes,
  proof: Bytes | undefined,
  logs: readonly TrustedLog[],
): Promise<OwnProof> {
  if (proof === undefined) return { isBad: false, proof: undefined, log: undefined };
  try {
    const held = await checkLogProof(sha256, { proof, entry, logKeys: logs.map(({ key }) => key) });
    return { isBad: false, proof: held, log: logs.find(({ key }) => key === held.logKey) };
  } catch (error) {
    if (!(error instanceof SeqwardenError)) throw error;
    return { isBad: true, proof: undefined, log: undefined };
  }
}

/** The one of the run's proof; else the one by which the trust files tell their keys; else the only one. */
function logOf(logs: readonly TrustedLog[], own: OwnProof): TrustedLog {
  const telling = logs.filter(({ asOf }) => asOf !== null);
  const [only, another] = telling.length > 0 ? telling : logs;
  const log = own.log ?? (another === undefined ? only : undefined);
  if (log !== undefined) return log;
  throw new SeqwardenError('LOG_UNKNOWN', 'neither the run nor the trust file says which register is meant');
}
