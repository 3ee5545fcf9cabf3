import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
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
  /** Called when the server wants the content. Whatever fails from then on without an answer of the server leaves open whether it took the mail. */
  readonly onContent?: () => void;
}

/** A mail as a whole; a server may look up who asks before it greets. */
const TIME_LIMIT_MS = 45_000;

/**
 * Hands one mail to a server, which has taken it over on return. The certificate must be good for the host's name. A server that refuses even one
 * of the addresses has not delivered. Throws {@link OutputError} or an error with a code.
 */
export async function sendMail(server: SmtpServer, mail: Mail, signal: AbortSignal): Promise<void> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
  const socket = await openSocket(server, limited);
  const connection = await connectionOver(socket, server);
  const failed = Promise.withResolvers<never>();
  const onAbort = () => failed.reject(new OutputError('TIMEOUT'));
  connection.on('error', error => failed.reject(error));
  connection.on('end', () => failed.reject(new OutputError('CUT_OFF')));
  limited.addEventListener('abort', onAbort, { once: true });
  if (limited.aborted) onAbort();
  try {
    await Promise.race([talk(connection, server, mail), failed.promise]);
    connection.quit();
  } catch (error) {
    socket.destroy();
    throw smtpError(error);
  } finally {
    limited.removeEventListener('abort', onAbort);
    connection.close();
  }
}

/** By the system's own resolver, as all else that goes out: the library would ask the name server first, past the hosts file. */
async function openSocket(server: SmtpServer, signal: AbortSignal): Promise<Socket> {
  const { host, port, security } = server;
  const isTls = security === 'tls';
  const name = isIP(host) === 0 ? { servername: host } : {};
  const socket = isTls ? connectTls({ host, port, ...name, ...tlsOptions(server) }) : connect({ host, port });
  try {
    await once(socket, isTls ? 'secureConnect' : 'connect', { signal });
    return socket;
  } catch (error) {
    socket.on('error', () => undefined).destroy();
    throw error;
  }
}

function tlsOptions({ ca }: SmtpServer): ConnectionOptions {
  return { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca !== undefined && { ca: [...ca] }) };
}

/** The library is loaded by the first mail. */
async function connectionOver(connection: Socket, server: SmtpServer): Promise<SMTPConnection> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection');
  return new Connection({
    connection,
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    secured: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'plain',
    // What a host is called is nobody's business; RFC 5321, 4.1.4 lets a server not refuse for it.
    name: 'localhost',
    greetingTimeout: TIME_LIMIT_MS,
    socketTimeout: TIME_LIMIT_MS,
    maxResponseSize: 64 * 1024,
    tls: tlsOptions(server),
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
    connection.send({ from: mail.from, to: [...mail.to] }, contentOf(mail), (error, info) =>
      error ? reject(error) : resolve(info ?? { rejected: mail.to }),
    ),
  );
  if (rejected.length > 0) throw new OutputError('SMTP_RECIPIENT');
}

/** Read when the server has answered DATA, and not before. */
function contentOf({ text, onContent }: Mail): Readable {
  return Readable.from(
    (function* () {
      onContent?.();
      yield Buffer.from(text, 'latin1');
    })(),
  );
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
