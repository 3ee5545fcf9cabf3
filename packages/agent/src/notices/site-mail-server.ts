import type { SiteMail } from '../directory/site.ts';
import { openMailServer, trustedCertificates } from '../events/open-mail-server.ts';
import type { SmtpServer } from '../events/send-mail.ts';
import { secretReader } from '../host/secret-file.ts';

/** The site's mail server with its login. Connects to nothing. Throws CONFIG_UNUSABLE and KEY_PERMISSIONS. */
export function siteMailServer(mail: SiteMail, env: NodeJS.ProcessEnv): SmtpServer {
  const ca = mail.ca === undefined ? undefined : trustedCertificates(mail.ca);
  return openMailServer(mail, ca, secretReader(env));
}
