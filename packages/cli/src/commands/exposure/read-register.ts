import type { Unread } from '@seqwarden/advisory/answer';
import type { Reading } from '@seqwarden/advisory/inventory';
import { LogReadings, type LogReadingsOptions } from '@seqwarden/agent/inventory';
import type { Arguments } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { openNamedLog } from '../log/named-log.ts';
import { readThrough } from '../log/read-through.ts';
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
  const register = await openNamedLog(args, context, place);
  const seals = new SealsInLog(register.log.id);
  const runs = new LogReadings();
  const take: Parameters<typeof readThrough>[2] = (entry, problem) => {
    seals.take(entry, problem);
    runs.take(entry, problem);
  };
  const { findings } = await readThrough(register, 'reading the register', take, context);
  const unread = findings.map(
    ({ code, message, index }): Unread => ({
      what: 'record',
      name: index === undefined ? 'register' : `record ${index}`,
      code,
      text: message,
    }),
  );
  return { seals, unread, readings: runs.readings({ now: context.now(), zoneOf }) };
}
