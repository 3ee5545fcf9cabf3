import { renewTrust, SeqwardenError, type Trust } from '@seqwarden/proof';
import { changeOwnTrust, readOwnTrust } from '../config/own-trust.ts';
import type { LogKeys } from './read-log-keys.ts';

/** What a log says of its keys, and a trust file that was made anew of it. */
export interface Refreshed extends LogKeys {
  readonly trust: Trust;
}

const TRIES = 5;

/**
 * Makes the account's own trust file anew of a log. The file is not held while the log is read, which takes its time: where another command brought it to another state of
 * the log meanwhile, the log is read once more.
 *
 * @param keysBy reads the log as what continues that which the trust file knows of it
 * @param named gives the trust file with the log, where it does not stand there yet
 * @throws SeqwardenError TRUST_BUSY: it changes faster than the log can be read; what `keysBy`, `renewTrust` and `changeOwnTrust` throw
 */
export async function renewOwnTrust(
  folder: string,
  keysBy: (trust: Trust) => Promise<LogKeys>,
  now: () => Date,
  named: (trust: Trust) => Trust = trust => trust,
): Promise<Refreshed> {
  for (let tried = 1; tried <= TRIES; tried++) {
    const before = await readOwnTrust(folder);
    const keys = await keysBy(before);
    let isStale = false;
    const trust = await changeOwnTrust(folder, current => {
      isStale = knownIn(current) !== knownIn(before);
      return isStale ? undefined : renewTrust(named(current), keys.states, keys.asOf, now().toISOString());
    });
    if (!isStale) return { ...keys, trust };
  }
  throw new SeqwardenError('TRUST_BUSY', `${folder}: the trust file changes all the time`);
}

/** The state of a log as of which it tells keys. */
function knownIn({ logs }: Trust): string | undefined {
  return logs.find(({ asOf }) => asOf !== null)?.asOf?.file;
}
