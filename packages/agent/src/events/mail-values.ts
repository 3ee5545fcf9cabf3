import { type Read, text } from '@seqwarden/toml';
import type { MailConfig } from './notify-config.ts';
import { isLoopback } from './outbound-address.ts';

/** Readers of what files of configuration say of mail. None repeats a value in what it says. */

/** `smtps://host[:465]`: TLS from the first byte. `smtp://host[:587]`: STARTTLS, but for a server on this host. */
export const mailServer: Read<Pick<MailConfig, 'host' | 'port' | 'security'>> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '')
    return place.refuse('must be smtps://host or smtp://host');
  if (url.username !== '' || url.password !== '')
    return place.refuse('holds a user or a password; those stand in a file that `credentials` names');
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '')
    return place.refuse('has more than host and port');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isTls = url.protocol === 'smtps:';
  const port = url.port === '' ? (isTls ? 465 : 587) : Number(url.port);
  if (isTls) return { host, port, security: 'tls' };
  return { host, port, security: isLoopback(host) ? 'plain' : 'starttls' };
};

/** Plain ASCII without quoting, so that it can stand in a header and in a command of SMTP as it is. */
const MAILBOX =
  /^(?=.{1,320}$)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/;

export const mailbox: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  return MAILBOX.test(given) ? given : place.refuse('is no mail address such as lab@lab.example');
};
