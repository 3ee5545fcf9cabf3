import { SeqwardenError } from '@seqwarden/proof';
import { readSecretFile, type SecretReader, secretReader } from '../host/secret-file.ts';
import { commandOutput } from './command-output.ts';
import { logOutput } from './log-output.ts';
import { mailOutput } from './mail-output.ts';
import type { AddressConfig, NotifyConfig } from './notify-config.ts';
import { openMailServer, trustedCertificates } from './open-mail-server.ts';
import { addressProblem } from './outbound-address.ts';
import type { Output } from './output.ts';
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
  const ca = config.ca === undefined ? undefined : trustedCertificates(config.ca);
  const mail = config.mail.map(({ host, port, security, credentials, ...rest }, index) => {
    const server = openMailServer({ host, port, security, credentials }, ca, reader);
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

function urlFrom(address: AddressConfig, reader: SecretReader): string {
  if ('url' in address) return address.url;
  const url = readSecretFile(address.file, reader);
  const problem = addressProblem(url);
  if (problem === undefined) return url;
  throw new SeqwardenError('CONFIG_UNUSABLE', `the address in ${address.file} ${problem}`);
}
