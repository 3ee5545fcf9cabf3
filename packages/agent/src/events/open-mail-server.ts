import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { readSecretFile, type SecretReader } from '../host/secret-file.ts';
import type { MailConfig } from './notify-config.ts';
import type { SmtpServer } from './send-mail.ts';

/**
 * A mail server with what is needed to speak to it: reads the file with the login. Connects to nothing. `ca` as {@link trustedCertificates} gives it. Throws
 * CONFIG_UNUSABLE and KEY_PERMISSIONS.
 */
export function openMailServer(
  { host, port, security, credentials }: Pick<MailConfig, 'host' | 'port' | 'security' | 'credentials'>,
  ca: readonly string[] | undefined,
  reader: SecretReader,
): SmtpServer {
  const login = credentials === undefined ? undefined : loginFrom(credentials, reader);
  return { host, port, security, login, ca };
}

/** Those that Node knows, and those of a PEM file. Throws CONFIG_UNUSABLE. */
export function trustedCertificates(path: string): readonly string[] {
  try {
    const pem = readFileSync(path, 'utf8');
    if (!pem.includes('-----BEGIN CERTIFICATE-----'))
      throw new SeqwardenError('CONFIG_UNUSABLE', `${path} holds no certificate in PEM form`);
    return [...getCACertificates('default'), pem];
  } catch (error) {
    if (error instanceof SeqwardenError) throw error;
    throw new SeqwardenError('CONFIG_UNUSABLE', `${path} cannot be read: ${errno(error)}`, { cause: error });
  }
}

function loginFrom(path: string, reader: SecretReader): NonNullable<SmtpServer['login']> {
  const [user, password, ...more] = readSecretFile(path, reader).split(/\r?\n/);
  if (user === undefined || user === '' || password === undefined || password === '' || more.length > 0)
    throw new SeqwardenError('CONFIG_UNUSABLE', `${path} must have two lines: user and password`);
  return { user, password };
}
