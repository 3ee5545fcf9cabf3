import type { ErrorCode } from '@seqwarden/proof';

const OF_THE_RUN: ReadonlySet<ErrorCode> = new Set([
  'CONFLICT',
  'NAME_UNSUPPORTED',
  'NAME_COLLISION',
  'DESTINATION_READ_BACK',
]);

/** Whether it is about a run at a destination, and not about the destination itself, or the log: trying again later would find the same. */
export function isOfTheRun(code: ErrorCode): boolean {
  return OF_THE_RUN.has(code) || !(code.startsWith('DESTINATION_') || isOfTheLog(code));
}

/** Whether our own log takes nothing now: nothing is signed then, and all else goes on. What it says of a proof is about the run that has it. */
export function isOfTheLog(code: ErrorCode): boolean {
  return code === 'CLOCK_BACK' || code === 'SEAL_KEY_ENDED' || /^LOG_(?!PROOF_|UNKNOWN$)/.test(code);
}
