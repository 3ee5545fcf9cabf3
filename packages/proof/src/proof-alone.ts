import type { SealCheck } from './custody.ts';
import type { ErrorCode } from './errors.ts';
import type { Verdict } from './verdict.ts';

/** What can be wrong with a proof from a log, with the log that made it, or be missing of it. None of these says that a file or a seal was altered. */
const OF_PROOF: ReadonlySet<ErrorCode> = new Set([
  'LOG_PROOF_MALFORMED',
  'NOTE_MALFORMED',
  'CHECKPOINT_MALFORMED',
  'CHECKPOINT_SIGNATURE_INVALID',
  'COSIGNATURE_INVALID',
  'LOG_PROOF_INVALID',
  'LOG_PROOF_MISSING',
  'LOG_UNKNOWN',
  'CHECKPOINT_UNSIGNED',
  'SIGNATURE_UNCHECKABLE',
  'QUORUM_MISSING',
  'LOG_FORKED',
]);

/**
 * Whether nothing is wrong but the proof from a log: a trusted key sealed this list, and every file that was compared is as sealed.
 * Then nobody may be told that the run was changed, whatever the exit code.
 */
export function isProofAlone({ codes, differences }: Verdict, { listIsSealed }: SealCheck): boolean {
  return (
    listIsSealed && differences.length === 0 && codes.length > 0 && codes.every(code => OF_PROOF.has(code))
  );
}
