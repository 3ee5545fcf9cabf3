import type { Stats } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from './fs-error.ts';
import { readWholeFile } from './read-whole-file.ts';

/** Room for the longest RSA key that anybody makes. */
const LARGEST = 64 * 1024;

export interface SecretReader {
  /** undefined where the system knows no user ids. */
  readonly uid: number | undefined;
  /** See {@link credentialsFolder}. */
  readonly credentials: string | undefined;
}

export function secretReader(env: NodeJS.ProcessEnv = process.env): SecretReader {
  return {
    uid: process.platform === 'win32' ? undefined : process.getuid?.(),
    credentials: credentialsFolder(env),
  };
}

/** systemd's `$CREDENTIALS_DIRECTORY`, where LoadCredential puts files (systemd.exec(5)). undefined: this is no service with credentials. */
export function credentialsFolder(env: NodeJS.ProcessEnv): string | undefined {
  const given = env.CREDENTIALS_DIRECTORY;
  return given !== undefined && isAbsolute(given) ? given : undefined;
}

/**
 * Content of a small file that holds a secret; undefined: there is none. The permissions are those of the file that is then read. Throws
 * `unusable` where it is no plain file that can be read, KEY_PERMISSIONS where others could read it. Messages name the file, nothing of it.
 */
export function readSecret(
  path: string,
  unusable: 'CONFIG_UNUSABLE' | 'KEY_UNUSABLE' | 'LOG_KEY_UNUSABLE',
  reader: SecretReader,
): Buffer | undefined {
  let content: Buffer | undefined;
  try {
    content = readWholeFile(path, {
      limit: LARGEST,
      check: stat => {
        const problem = secretProblem(stat, path, reader);
        if (problem !== undefined) throw new SeqwardenError('KEY_PERMISSIONS', `${path} ${problem}`);
      },
    });
  } catch (error) {
    if (error instanceof SeqwardenError) throw error;
    if (errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR') return undefined;
    throw new SeqwardenError(unusable, `${path} cannot be read: ${errno(error)}`, { cause: error });
  }
  if (content === undefined) throw new SeqwardenError(unusable, `${path} is no small plain file`);
  return content;
}

/** Text of a secret, without the line end at its end. Throws CONFIG_UNUSABLE where it is missing, unreadable or empty, and KEY_PERMISSIONS. */
export function readSecretFile(path: string, reader: SecretReader = secretReader()): string {
  const content = readSecret(path, 'CONFIG_UNUSABLE', reader);
  if (content === undefined) throw new SeqwardenError('CONFIG_UNUSABLE', `${path} is not there`);
  const text = content.toString('utf8').replace(/\r?\n$/, '');
  if (text === '') throw new SeqwardenError('CONFIG_UNUSABLE', `${path} is empty`);
  return text;
}

/**
 * Why a file is not secret enough, undefined where it is: of this user or of root, and nothing for group and others. systemd gives a service
 * its credentials as files of root that an access list opens to the service's user; the list's mask shows as the group's right to read
 * (systemd.exec(5), LoadCredential), so that this is accepted in its folder.
 */
export function secretProblem(
  stat: Pick<Stats, 'mode' | 'uid'>,
  path: string,
  { uid, credentials }: SecretReader,
): string | undefined {
  if (uid === undefined) return undefined;
  if (stat.uid !== uid && stat.uid !== 0) return 'has another owner';
  const isCredential = credentials !== undefined && dirname(resolve(path)) === resolve(credentials);
  const forbidden = isCredential ? 0o037 : 0o077;
  return (stat.mode & forbidden) === 0 ? undefined : `has mode ${(stat.mode & 0o777).toString(8)}`;
}
