import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { configFile } from '../config/config-folder.ts';
import { errno } from '../host/fs-error.ts';
import { makePath } from '../host/make-path.ts';
import { readSecret, secretReader } from '../host/secret-file.ts';
import { writeDurable } from '../host/write-durable.ts';

export const PSEUDONYM_KEY_FILE = 'pseudonym-key';

/**
 * Names in statements a person without a key: 32 hex digits, of which nobody learns the handle without the secret, and with it only by trying the handles of the site's file. Who
 * is taken out of that file is nobody from then on.
 */
export function pseudonymOf(handle: string, secret: string): string {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(handle, 'utf8').digest('hex').slice(0, 32);
}

/** The secret of a site, which systemd hands over or which lies beside its file; undefined: there is none yet. Throws KEY_UNUSABLE, KEY_PERMISSIONS. */
export function pseudonymSecret(folder: string, env: NodeJS.ProcessEnv): string | undefined {
  const path = configFile(folder, PSEUDONYM_KEY_FILE, env);
  const secret = readSecret(path, 'KEY_UNUSABLE', secretReader(env))?.toString('latin1').trimEnd();
  if (secret !== undefined && !/^[0-9a-f]{64}$/.test(secret))
    throw new SeqwardenError('KEY_UNUSABLE', `${path} holds no secret of 64 hexadecimal digits`);
  return secret;
}

/** The same, made at its first use; of two that make one at once both get the same. Throws CONFIG_UNUSABLE too. */
export function madePseudonymSecret(folder: string, env: NodeJS.ProcessEnv): string {
  const there = pseudonymSecret(folder, env);
  if (there !== undefined) return there;
  try {
    makePath(folder, 0o700);
    writeDurable(folder, PSEUDONYM_KEY_FILE, `${randomBytes(32).toString('hex')}\n`, 0o600);
  } catch (error) {
    if (errno(error) !== 'EEXIST') {
      const what = `${join(folder, PSEUDONYM_KEY_FILE)}: ${errno(error) || String(error)}`;
      throw new SeqwardenError('CONFIG_UNUSABLE', what, { cause: error });
    }
  }
  const made = pseudonymSecret(folder, env);
  if (made !== undefined) return made;
  throw new SeqwardenError('CONFIG_UNUSABLE', `${join(folder, PSEUDONYM_KEY_FILE)} was taken away again`);
}
