import { type LogKey, loadLogKey } from '@seqwarden/log';
import { SeqwardenError } from '@seqwarden/proof';
import { configFile, LOG_KEY_FILE } from '../config/config-folder.ts';
import { readSecret, secretReader } from '../host/secret-file.ts';

/**
 * The key of this account's log: the one that systemd handed over, else that of the configuration folder; undefined: the account has no log.
 * Throws LOG_KEY_UNUSABLE, and KEY_PERMISSIONS if anybody else could read or own it.
 */
export function findOwnLogKey(folder: string, env: NodeJS.ProcessEnv = process.env): LogKey | undefined {
  const pem = readSecret(configFile(folder, LOG_KEY_FILE, env), 'LOG_KEY_UNUSABLE', secretReader(env));
  return pem === undefined ? undefined : loadLogKey(pem.toString('utf8'));
}

/** As {@link findOwnLogKey}, for what cannot do without. Throws LOG_KEY_MISSING. */
export function loadOwnLogKey(folder: string, env: NodeJS.ProcessEnv = process.env): LogKey {
  const key = findOwnLogKey(folder, env);
  if (key === undefined)
    throw new SeqwardenError(
      'LOG_KEY_MISSING',
      `no key of a register at ${configFile(folder, LOG_KEY_FILE, env)}`,
    );
  return key;
}
