import { SeqwardenError } from '@seqwarden/proof';
import type { Outcome } from './deliver.ts';

/**
 * Sends one after the other, each for itself: who has no address keeps nobody else from his notice. A server that does not answer is not waited for again: of what comes after it
 * nothing is tried or entered, and the next call finds it as it was. Throws what `send` throws, but for what concerns one of them, and the signal's reason.
 */
export async function deliverAll<T>(
  deliveries: readonly T[],
  send: (delivery: T) => Promise<T & Outcome>,
  signal: AbortSignal,
): Promise<(T & Outcome)[]> {
  const all: (T & Outcome)[] = [];
  let isSilent = false;
  for (const delivery of deliveries) {
    signal.throwIfAborted();
    const one: T & Outcome = isSilent
      ? { ...delivery, outcome: 'left', why: null }
      : await sentOrNot(delivery, send);
    isSilent ||= isSilence(one);
    all.push(one);
  }
  return all;
}

async function sentOrNot<T>(delivery: T, send: (delivery: T) => Promise<T & Outcome>): Promise<T & Outcome> {
  try {
    return await send(delivery);
  } catch (error) {
    if (!(error instanceof SeqwardenError) || !isItsOwn(error)) throw error;
    return { ...delivery, outcome: 'not_sent', why: `${error.code}: ${error.message}` };
  }
}

/** Before the mail or in the midst of it: the next one would wait as long. */
function isSilence({ why }: Outcome): boolean {
  return why === 'TIMEOUT' || why === 'ETIMEDOUT';
}

/** What keeps one notice from going out, before anything of it is entered. */
function isItsOwn({ code }: SeqwardenError): boolean {
  return code === 'DIRECTORY_UNUSABLE' || code === 'EVIDENCE_MISSING' || code === 'EVIDENCE_DAMAGED';
}
