import { CopiedRuns } from '@seqwarden/agent/evidence';
import type { CopiedRun } from '@seqwarden/cases/gap';
import { auditLog } from '@seqwarden/log/reading';
import type { Arguments } from '../arguments.ts';
import { knownTo, openNamedLog } from '../commands/log/named-log.ts';
import type { Context } from '../context.ts';
import { entriesReporter } from '../text/progress.ts';

/** The runs that the account's register says were copied and sealed, for `custodyGap`. Throws LOG_*, TRUST_*, and the signal's reason. */
export async function readCopiedRuns(args: Arguments, context: Context): Promise<readonly CopiedRun[]> {
  const { log, at } = await openNamedLog(args, context, undefined);
  const copied = new CopiedRuns(log.id);
  const progress = entriesReporter(context, 'reading which runs were copied');
  try {
    await auditLog(
      { key: log.key, read: at.read },
      {
        known: knownTo(log),
        policies: log.policies.map(({ policy }) => policy),
        onEntry: (entry, problem) => copied.take(entry, problem),
        onProgress: progress.update,
        signal: context.signal,
      },
    );
    return copied.runs;
  } finally {
    progress.end();
    await at.close();
  }
}
