import type { RegisterQuestion } from '@seqwarden/agent/verify';
import type { Trust } from '@seqwarden/proof';
import type { Context } from '../context.ts';
import { entriesReporter } from '../text/progress.ts';

/** The log that `verify --log` names, for the time of one verification. */
export interface AskedRegister extends AsyncDisposable {
  readonly question: RegisterQuestion;
}

/** Nothing is opened before the log is asked for: which one of a place is meant, the run says. */
export async function askRegister(
  place: string,
  endpoint: string | undefined,
  trusts: readonly [Trust, ...Trust[]],
  context: Context,
): Promise<AskedRegister> {
  // Loaded where it is needed: what is confined shall load little.
  const { openLogAt } = await import('@seqwarden/agent/register');
  const opened = new AsyncDisposableStack();
  const progress = entriesReporter(context, 'reading the register');
  return {
    question: {
      trusts,
      open: async log => {
        const at = await openLogAt(place, log.id, { endpoint, signal: context.signal });
        opened.defer(() => at.close());
        return at;
      },
      now: context.now,
      onProgress: (entries, size) => (entries < size ? progress.update(entries, size) : progress.end()),
      signal: context.signal,
    },
    [Symbol.asyncDispose]: async () => {
      progress.end();
      await opened.disposeAsync();
    },
  };
}
