import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { OutputError } from './output.ts';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first byte. `starttls`: demanded, nothing is said without. `plain`: for a server on this host. */
  readonly security: 'tls' | 'starttls' | 'plain';
  readonly login: { readonly user: string; readonly password: string } | undefined;
  /** Certificates to trust, PEM; undefined: those that Node knows. */
  readonly ca: readonly string[] | undefined;
}

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, ASCII, lines ended by CR LF. */
  readonly text: string;
}

const TIME_LIMIT_MS = 15_000;

/**
 * Hands one mail to a server, which has taken it over on return. The certificate must be good for the host's name. A server that refuses even one
 * of the addresses has not delivered. Throws {@link OutputError} or an error with a code.
 */
export async function sendMail(server: SmtpServer, mail: Mail, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const connection = connectionTo(server);
  const failed = Promise.withResolvers<never>();
  const onAbort = () => failed.reject(new OutputError('TIMEOUT'));
  connection.on('error', error => failed.reject(error));
  connection.on('end', () => failed.reject(new OutputError('CUT_OFF')));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([talk(connection, server, mail), failed.promise]);
    connection.quit();
  } catch (error) {
    throw smtpError(error);
  } finally {
    signal.removeEventListener('abort', onAbort);
    connection.close();
  }
}

function connectionTo({ host, port, security, ca }: SmtpServer): SMTPConnection {
  return new SMTPConnection({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'plain',
    // What a host is called is nobody's business; RFC 5321, 4.1.4 lets a server not refuse for it.
    name: 'localhost',
    connectionTimeout: TIME_LIMIT_MS,
    greetingTimeout: TIME_LIMIT_MS,
    socketTimeout: TIME_LIMIT_MS,
    dnsTimeout: TIME_LIMIT_MS,
    maxResponseSize: 64 * 1024,
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca !== undefined && { ca: [...ca] }) },
  });
}

async function talk(connection: SMTPConnection, { login }: SmtpServer, mail: Mail): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    connection.connect(error => (error ? reject(error) : resolve())),
  );
  if (login !== undefined) {
    const credentials = { user: login.user, pass: login.password };
    await new Promise<void>((resolve, reject) =>
      connection.login({ credentials }, error => (error ? reject(error) : resolve())),
    );
  }
  const { rejected } = await new Promise<{ readonly rejected: readonly string[] }>((resolve, reject) =>
    connection.send({ from: mail.from, to: [...mail.to] }, mail.text, (error, info) =>
      error ? reject(error) : resolve(info ?? { rejected: mail.to }),
    ),
  );
  if (rejected.length > 0) throw new OutputError('SMTP_RECIPIENT');
}

/** The answer's number says most; its text can name a user, so it goes nowhere. */
function smtpError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof OutputError) return error;
  const status = 'responseCode' in error ? error.responseCode : undefined;
  if (typeof status === 'number') return new OutputError(`SMTP_${status}`, error);
  // what the system or TLS said, before the library gave it a code of its own
  const original = 'originalCode' in error ? error.originalCode : undefined;
  return typeof original === 'string' ? Object.assign(new Error(original), { code: original }) : error;
}
