import { join } from 'node:path';
import { renewTrust, SeqwardenError, type Trust, type TrustedLog } from '@seqwarden/proof';
import type { TileReader } from '@seqwarden/proof/log';
import { folderReader } from './log-folder.ts';
import { type LogKeys, readLogKeys } from './read-log-keys.ts';

/** A trust file made anew of its log, and what the log says. */
export interface Refreshed extends LogKeys {
  readonly trust: Trust;
}

/**
 * Makes a trust file anew of its log, whose files lie at `place`: the folder with the log's checkpoint, the one above it, or a destination.
 *
 * @throws SeqwardenError LOG_UNKNOWN: the trust file names no log, or several and no checkpoint; LOG_UNREADABLE: the log does not lie there; what readLogKeys and renewTrust
 * throw. Then the trust file must stay as it is.
 */
export async function refreshTrust(trust: Trust, place: string, now: Date): Promise<Refreshed> {
  const log = tellingLog(trust);
  const read = await findLog(place, log.id);
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

async function findLog(place: string, id: string): Promise<TileReader> {
  for (const folder of [place, join(place, id), join(place, '.seqwarden', 'log', id)]) {
    const read = folderReader(folder);
    if ((await read('checkpoint')) !== undefined) return read;
  }
  throw new SeqwardenError('LOG_UNREADABLE', `no log lies at ${place}`);
}
