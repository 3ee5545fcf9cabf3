import { SeqwardenError } from '@seqwarden/proof';
import type { Refusal } from '../store/log-store.ts';

/** What a log answers that refuses to go on. */
export function refused({ code, label, at }: Refusal): SeqwardenError {
  const day = new Date(at).toISOString();
  const what = code === 'LOG_BEHIND' ? 'a later state of this register' : 'another history of this register';
  return new SeqwardenError(
    code,
    `${what} was seen at ${label}, on ${day}; it is closed until a person decides`,
  );
}
