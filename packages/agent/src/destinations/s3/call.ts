import { setTimeout } from 'node:timers/promises';
import { SeqwardenError } from '@seqwarden/proof';
import { waitBefore } from './retry.ts';
import { codeOf, factsOf, S3Failure } from './s3-failure.ts';

/**
 * Every request goes through here: what is worth another attempt gets one, what is not becomes an error of ours that begins with `what`.
 * `attempt` counts from 0; from 1 on an earlier attempt may have been carried out without our hearing of it.
 */
export async function call<T>(what: string, act: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await act(attempt);
    } catch (error) {
      if (error instanceof SeqwardenError) throw error;
      const facts = factsOf(error);
      if (facts === undefined) throw error;
      const wait = waitBefore(attempt, facts, Math.random());
      if (wait === undefined) throw new S3Failure(codeOf(facts), what, facts);
      await setTimeout(wait);
    }
  }
}
