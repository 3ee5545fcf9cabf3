import { renewTrust, SeqwardenError, type Trust, type TrustedLog } from '@seqwarden/proof';
import type { TileReader } from '@seqwarden/proof/log';
import { type LogKeys, readLogKeys } from './read-log-keys.ts';

/** A trust file made anew of its log, and what the log says. */
export interface Refreshed extends LogKeys {
  readonly trust: Trust;
}

/**
 * Makes a trust file anew of its log, whose files `open` finds.
 *
 * @throws SeqwardenError LOG_UNKNOWN: the trust file names no log, or several and no checkpoint; what `open`, readLogKeys and renewTrust throw. Then the trust file
 * must stay as it is.
 */
export async function refreshTrust(
  trust: Trust,
  open: (log: TrustedLog) => Promise<TileReader>,
  now: Date,
): Promise<Refreshed> {
  const log = tellingLog(trust);
  const read = await open(log);
  const keys = await readLogKeys({ key: log.key, read }, log.asOf?.checkpoint);
  return { ...keys, trust: renewTrust(trust, keys.states, keys.asOf, now.toISOString()) };
}

function tellingLog({ logs }: Trust): TrustedLog {
  const [first, another] = logs;
  const log = logs.find(({ asOf }) => asOf !== null) ?? (another === undefined ? first : undefined);
  if (log === undefined)
    throw new SeqwardenError('LOG_UNKNOWN', 'the trust file does not say by which log its keys are told');
  return log;
}
