import {
  type AuditFinding,
  checkBundle,
  decodeBundle,
  EntryJudge,
  type KnownState,
  type ReadEntry,
  type StatementBundle,
} from '@seqwarden/log/reading';
import { type KeyStates, SeqwardenError, type Trust, type TrustedLog } from '@seqwarden/proof';
import { type Checkpoint, checkPolicy, parseCheckpoint, parseNote } from '@seqwarden/proof/log';

/** A bundle of which it was checked that its log signed it all, and that enough countersigners have seen its checkpoint. Its records are not looked at. */
export interface ProvenBundle {
  readonly log: TrustedLog;
  readonly checkpoint: Checkpoint;
  /** The file of its signed note. */
  readonly checkpointFile: Uint8Array;
  readonly records: StatementBundle['records'];
}

/** What the records of a log say. */
export interface JudgedRecords {
  readonly entries: readonly ReadEntry[];
  /** What is wrong with single records: the log has them, and who relies on them should know. */
  readonly findings: readonly AuditFinding[];
  /** Of the log, as far as its records tell. */
  readonly keys: KeyStates;
}

/** A bundle of which everything was checked. */
export interface OpenedBundle extends Omit<ProvenBundle, 'records'>, JudgedRecords {}

/**
 * Checks a bundle by what the trust file says of its log, and by other states of that log that `knownOf` tells.
 *
 * @throws SeqwardenError LOG_BUNDLE_MALFORMED, LOG_UNKNOWN, QUORUM_MISSING, and what checkBundle throws
 */
export async function openBundle(
  file: Uint8Array,
  trust: Trust,
  knownOf: (log: TrustedLog) => readonly KnownState[],
): Promise<OpenedBundle> {
  const { records, ...proven } = await proveBundle(file, trust, knownOf);
  return { ...proven, ...(await judgeRecords(proven.log, records, trust)) };
}

/** The first part of {@link openBundle}, with the same errors. */
export async function proveBundle(
  file: Uint8Array,
  { logs }: Trust,
  knownOf: (log: TrustedLog) => readonly KnownState[],
): Promise<ProvenBundle> {
  const bundle = decodeBundle(file);
  const note = parseNote(bundle.checkpoint);
  const { origin } = parseCheckpoint(note.text);
  const log = logs.find(({ key }) => key.name === origin);
  if (log === undefined)
    throw new SeqwardenError('LOG_UNKNOWN', 'the trust file does not name the register of these records');
  const checkpoint = await checkBundle(bundle, log.key, knownOf(log));
  for (const { policy } of log.policies)
    if (!(await checkPolicy(policy, note)).isQuorum)
      throw new SeqwardenError(
        'QUORUM_MISSING',
        'the register head is not countersigned as the trust file demands',
      );
  return { log, checkpoint, checkpointFile: bundle.checkpoint, records: bundle.records };
}

/** The second part: records of one log, that it has them is proven, in ascending order. */
export async function judgeRecords(
  { id }: TrustedLog,
  records: StatementBundle['records'],
  { sealKeys, personKeys, administratorKeys }: Trust,
): Promise<JudgedRecords> {
  const ended = new Map(
    [...sealKeys, ...personKeys, ...administratorKeys].flatMap(({ keyid, places }) => {
      const until = places.find(place => place.log === id)?.until;
      return until == null ? [] : [[keyid, until] as const];
    }),
  );
  const judge = new EntryJudge(id);
  const entries: ReadEntry[] = [];
  const findings: AuditFinding[] = [];
  for (const { index, entry: bytes } of records) {
    const { entry, problem } = await judge.take(index, bytes);
    entries.push(entry);
    // A bundle may lack the last statements about keys; the trust file need not.
    const end = ended.get(entry.envelope?.keyid ?? '');
    const found =
      (await problem) ??
      (end !== undefined && index >= end
        ? new SeqwardenError(
            'KEY_REVOKED',
            'the record is signed by a key that had ended, as the trust file knows',
          )
        : undefined);
    if (found !== undefined) findings.push({ code: found.code, message: found.message, index });
  }
  return { entries, findings, keys: judge.keys };
}
