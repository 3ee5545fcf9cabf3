import { type Audit, type AuditOptions, auditLog, knownTo } from '@seqwarden/log/reading';
import type { Context } from '../../context.ts';
import { entriesReporter } from '../../text/progress.ts';
import type { NamedLog } from './named-log.ts';

/**
 * Reads a whole register, checked as `log audit` does, for who wants something of its records; it is closed then. `doing` stands before the progress. Throws LOG_*, and the signal's
 * reason.
 */
export async function readThrough(
  { log, at }: NamedLog,
  doing: string,
  onEntry: NonNullable<AuditOptions['onEntry']>,
  context: Context,
): Promise<Audit> {
  const progress = entriesReporter(context, doing);
  try {
    return await auditLog(
      { key: log.key, read: at.read },
      {
        known: knownTo(log),
        policies: log.policies.map(({ policy }) => policy),
        onEntry,
        onProgress: progress.update,
        signal: context.signal,
      },
    );
  } finally {
    progress.end();
    await at.close();
  }
}
