import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';

const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const LARGEST = 4096;

export interface SecretReader {
  /** undefined where the system knows no user ids. */
  readonly uid: number | undefined;
  /** systemd's `$CREDENTIALS_DIRECTORY`, where LoadCredential puts files. */
  readonly credentials: string | undefined;
}

export function secretReader(env: NodeJS.ProcessEnv = process.env): SecretReader {
  return {
    uid: process.platform === 'win32' ? undefined : process.getuid?.(),
    credentials: env.CREDENTIALS_DIRECTORY,
  };
}

/**
 * Text of a small file that holds a secret, without the line end at its end. The permissions are those of the file that is then read.
 * Throws CONFIG_UNUSABLE where it cannot be read or is empty, KEY_PERMISSIONS where others could read it. Messages name the file, nothing of it.
 */
export function readSecretFile(path: string, reader: SecretReader = secretReader()): string {
  let fd: number;
  try {
    fd = openSync(path, READ);
  } catch (error) {
    throw new SeqwardenError('CONFIG_UNUSABLE', `${path} cannot be opened: ${errno(error)}`, {
      cause: error,
    });
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > LARGEST)
      throw new SeqwardenError('CONFIG_UNUSABLE', `${path} is no small plain file`);
    const problem = secretProblem(stat, path, reader);
    if (problem !== undefined) throw new SeqwardenError('KEY_PERMISSIONS', `${path} ${problem}`);
    const text = readFileSync(fd, 'utf8').replace(/\r?\n$/, '');
    if (text === '') throw new SeqwardenError('CONFIG_UNUSABLE', `${path} is empty`);
    return text;
  } finally {
    closeSync(fd);
  }
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
