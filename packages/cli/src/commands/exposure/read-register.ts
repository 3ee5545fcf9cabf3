import type { Unread } from '@seqwarden/advisory/answer';
import type { Reading } from '@seqwarden/advisory/inventory';
import { LogReadings, type LogReadingsOptions } from '@seqwarden/agent/inventory';
import { auditLog } from '@seqwarden/log/reading';
import type { Arguments } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { entriesReporter } from '../../text/progress.ts';
import { knownTo, openNamedLog } from '../log/named-log.ts';
import { SealsInLog } from './seals-in-log.ts';

export interface RegisterRead {
  readonly readings: readonly Reading[];
  /** Records that do not count. */
  readonly unread: readonly Unread[];
  readonly seals: SealsInLog;
}

/** What a register says of runs, from all of its records. Throws LOG_*, TRUST_*, DESTINATION_*, USAGE, and the signal's reason. */
export async function readRegister(
  place: string,
  args: Arguments,
  context: Context,
  zoneOf: LogReadingsOptions['zoneOf'],
): Promise<RegisterRead> {
  const { log, at } = await openNamedLog(args, context, place);
  const seals = new SealsInLog(log.id);
  const runs = new LogReadings();
  const progress = entriesReporter(context, 'reading the register');
  try {
    const { findings } = await auditLog(
      { key: log.key, read: at.read },
      {
        known: knownTo(log),
        policies: log.policies.map(({ policy }) => policy),
        onEntry: (entry, problem) => {
          seals.take(entry, problem);
          runs.take(entry, problem);
        },
        onProgress: progress.update,
        signal: context.signal,
      },
    );
    const unread = findings.map(
      ({ code, message, index }): Unread => ({
        what: 'record',
        name: index === undefined ? 'register' : `record ${index}`,
        code,
        text: message,
      }),
    );
    return { seals, unread, readings: runs.readings({ now: context.now(), zoneOf }) };
  } finally {
    progress.end();
    await at.close();
  }
}
