import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { readSecretFile, type SecretReader, secretReader } from '../host/secret-file.ts';
import { commandOutput } from './command-output.ts';
import { logOutput } from './log-output.ts';
import { mailOutput } from './mail-output.ts';
import type { AddressConfig, NotifyConfig } from './notify-config.ts';
import { addressProblem } from './outbound-address.ts';
import type { Output } from './output.ts';
import type { SmtpServer } from './send-mail.ts';
import { webhookOutput } from './webhook-output.ts';

export interface OpenedOutputs {
  readonly outputs: readonly Output[];
  readonly heartbeat: { readonly url: string; readonly everyMs: number } | undefined;
  /** For the heartbeat too. */
  readonly ca: readonly string[] | undefined;
}

/**
 * All outputs of a configuration, the log first. Reads the files with secrets, once; connects to nothing. Throws CONFIG_UNUSABLE and KEY_PERMISSIONS.
 */
export function openOutputs(config: NotifyConfig, reader: SecretReader = secretReader()): OpenedOutputs {
  const ca = config.ca === undefined ? undefined : trusted(config.ca);
  const mail = config.mail.map(({ host, port, security, credentials, ...rest }, index) => {
    const login = credentials === undefined ? undefined : loginFrom(credentials, reader);
    const server: SmtpServer = { host, port, security, login, ca };
    return mailOutput({ name: `mail-${index + 1}`, server, ...rest });
  });
  const webhook = config.webhook.map(({ address, events, secret }, index) =>
    webhookOutput({
      name: `webhook-${index + 1}`,
      url: urlFrom(address, reader),
      events,
      secret: secret === undefined ? undefined : readSecretFile(secret, reader),
      ca,
    }),
  );
  const command = config.command.map((one, index) => commandOutput({ name: `command-${index + 1}`, ...one }));
  const heartbeat = config.heartbeat && {
    url: urlFrom(config.heartbeat.address, reader),
    everyMs: config.heartbeat.everyMinutes * 60_000,
  };
  return { outputs: [logOutput(), ...mail, ...webhook, ...command], heartbeat, ca };
}

function trusted(path: string): readonly string[] {
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

function urlFrom(address: AddressConfig, reader: SecretReader): string {
  if ('url' in address) return address.url;
  const url = readSecretFile(address.file, reader);
  const problem = addressProblem(url);
  if (problem === undefined) return url;
  throw new SeqwardenError('CONFIG_UNUSABLE', `the address in ${address.file} ${problem}`);
}
