import { setTimeout } from 'node:timers/promises';
import { SeqwardenError } from '@seqwarden/proof';
import { endedBy } from './interruption.ts';
import { waitBefore } from './retry.ts';
import { codeOf, factsOf, S3Failure } from './s3-failure.ts';
import type { Wire } from './wire.ts';

/**
 * Every request goes through here: what is worth another attempt gets one, what is not becomes an error of ours that begins with `what`.
 * `attempt` counts from 0; from 1 on an earlier attempt may have been carried out without our hearing of it. Throws INTERRUPTED at once when
 * somebody asks for an end.
 */
export async function call<T>(
  { interruption }: Pick<Wire, 'interruption'>,
  what: string,
  act: (attempt: number) => Promise<T>,
): Promise<T> {
  const end = interruption.forCall();
  for (let attempt = 0; ; attempt++) {
    try {
      return await endedBy(end, what, act(attempt));
    } catch (error) {
      if (error instanceof SeqwardenError) throw error;
      const facts = factsOf(error);
      if (facts === undefined) throw error;
      const wait = waitBefore(attempt, facts, Math.random());
      if (wait === undefined) throw new S3Failure(codeOf(facts), what, facts);
      await endedBy(end, what, setTimeout(wait, undefined, { signal: end }));
    }
  }
}
