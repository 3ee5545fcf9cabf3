import type { ErrorCode } from '@seqwarden/proof';

const OF_THE_RUN: ReadonlySet<ErrorCode> = new Set([
  'CONFLICT',
  'NAME_UNSUPPORTED',
  'NAME_COLLISION',
  'DESTINATION_READ_BACK',
]);

/** Whether it is about a run at a destination, and not about the destination itself: trying again later would find the same. */
export function isOfTheRun(code: ErrorCode): boolean {
  return OF_THE_RUN.has(code) || !code.startsWith('DESTINATION_');
}
