import { renewTrust, SeqwardenError, type Trust, type TrustedLog } from '@seqwarden/proof';
import type { TileReader } from '@seqwarden/proof/log';
import { type LogKeys, readLogKeys } from './read-log-keys.ts';
import type { Refreshed } from './renew-own-trust.ts';

/**
 * What the log says by which a trust file tells its keys; `open` finds its files. It continues what the trust file knows of it.
 *
 * @throws SeqwardenError LOG_UNKNOWN: the trust file names no log, or several and no checkpoint; what `open` and readLogKeys throw
 */
export async function keysOfTelling(
  trust: Trust,
  open: (log: TrustedLog) => Promise<TileReader>,
): Promise<LogKeys> {
  const log = tellingLog(trust);
  return readLogKeys({ key: log.key, read: await open(log) }, log.asOf?.checkpoint);
}

/** Makes a trust file anew of its log. Throws what `keysOfTelling` and `renewTrust` throw; then it must stay as it is. */
export async function refreshTrust(
  trust: Trust,
  open: (log: TrustedLog) => Promise<TileReader>,
  now: Date,
): Promise<Refreshed> {
  const keys = await keysOfTelling(trust, open);
  return { ...keys, trust: renewTrust(trust, keys.states, keys.asOf, now.toISOString()) };
}

function tellingLog({ logs }: Trust): TrustedLog {
  const [first, another] = logs;
  const log = logs.find(({ asOf }) => asOf !== null) ?? (another === undefined ? first : undefined);
  if (log === undefined)
    throw new SeqwardenError('LOG_UNKNOWN', 'the trust file does not say by which log its keys are told');
  return log;
}
