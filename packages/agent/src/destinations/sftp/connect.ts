import type { Duplex } from 'node:stream';
import { SeqwardenError } from '@seqwarden/proof';
import Client from 'ssh2/lib/client.js';
import { configFile, configFolder } from '../../config/config-folder.ts';
import { errno } from '../../host/fs-error.ts';
import type { DestinationSpec } from '../destination.ts';
import { ALGORITHMS, hostKeyAlgorithms } from './algorithms.ts';
import {
  fingerprint,
  hostLabel,
  judgeHostKey,
  knownHostsLine,
  type PinnedKey,
  pinnedKeys,
} from './known-hosts.ts';
import { readKnownHosts } from './read-known-hosts.ts';
import { isDown } from './sftp-error.ts';
import { SftpSession } from './sftp-session.ts';
import { userKeys } from './user-keys.ts';

export type SftpSpec = Extract<DestinationSpec, { kind: 'sftp' }>;

const CONNECT_MS = 30_000;
const KEEPALIVE_MS = 15_000;
const MOST_UNANSWERED = 3;

/**
 * Logs in at a server whose host key is pinned, and opens its SFTP subsystem: never a shell, never a command. Throws DESTINATION_DOWN where it cannot be
 * reached, DESTINATION_REFUSED where it is not the pinned one or does not take the key, KEY_PERMISSIONS and CONFIG_UNUSABLE for our own files. `signal` ends
 * the connection at once, whatever is on the way.
 */
export async function connect(
  spec: SftpSpec,
  signal?: AbortSignal,
  connectMs = CONNECT_MS,
): Promise<SftpSession> {
  const folder = configFolder();
  // URL writes an IPv6 address in brackets; known_hosts and sockets do not
  const host = spec.host.replace(/^\[(.*)\]$/, '$1');
  const label = hostLabel(host, spec.port);
  const path = configFile(folder, 'known_hosts');
  const pinned = pinnedKeys(readKnownHosts(path), label);
  const agents = userKeys(folder);

  const client = new Client();
  const end = () => {
    client.end();
    // what the server does not close by then is closed without it
    setTimeout(() => client.destroy(), 2000).unref();
  };
  const giveUp = () => client.destroy();
  signal?.addEventListener('abort', giveUp);
  client.on('close', () => signal?.removeEventListener('abort', giveUp));
  let refusal: SeqwardenError | undefined;
  let session: SftpSession | undefined;
  const channel = new Promise<Duplex>((resolve, reject) => {
    const fail = (error: SeqwardenError) => {
      reject(refusal ?? error);
      session?.fail(error);
    };
    client.on('error', (error: Error) => {
      // an ssh-agent that does not answer, or refuses to sign: other keys are tried
      if (levelOf(error) === 'agent') return;
      fail(connectionError(error, label));
    });
    client.on('close', () => fail(isDown(`${label} ended the connection`)));
    // else each request waits up to 40 ms for the acknowledgement of the one before it (Nagle)
    client.on('connect', () => client.setNoDelay(true));
    client.on('ready', () => {
      const silence = setTimeout(() => fail(isDown(`${label}: does not answer`)), connectMs);
      client.subsys('sftp', (error, opened) => {
        clearTimeout(silence);
        if (error === undefined) resolve(opened);
        else
          reject(new SeqwardenError('DESTINATION_REFUSED', `${label} does not offer SFTP`, { cause: error }));
      });
    });
    client.connect({
      host,
      port: spec.port,
      username: spec.user,
      readyTimeout: connectMs,
      keepaliveInterval: KEEPALIVE_MS,
      keepaliveCountMax: MOST_UNANSWERED,
      algorithms: { ...ALGORITHMS, serverHostKey: hostKeyAlgorithms(pinned) },
      hostVerifier: key => {
        refusal = refuseHostKey(pinned, key, label, path);
        return refusal === undefined;
      },
      authHandler: agents.map(agent => ({ type: 'agent' as const, username: spec.user, agent })),
    });
  });
  try {
    session = await SftpSession.start(await channel, end);
    return session;
  } catch (error) {
    end();
    throw error;
  }
}

function refuseHostKey(
  pinned: readonly PinnedKey[],
  key: Buffer,
  label: string,
  path: string,
): SeqwardenError | undefined {
  const verdict = judgeHostKey(pinned, key);
  if (verdict === 'pinned') return undefined;
  const offered = `${label} offers the host key ${fingerprint(key)}`;
  const why = {
    revoked: `${offered}, which is revoked in ${path}`,
    other: `${offered}, but ${path} pins another one: somebody may stand between, or the server was set up anew`,
    unknown: `${offered}, and ${path} has none for it. Compare the fingerprint with the server's administrator, then add the line: ${knownHostsLine(label, key)}`,
  }[verdict];
  return new SeqwardenError('DESTINATION_REFUSED', why);
}

function levelOf(error: Error): string {
  return 'level' in error && typeof error.level === 'string' ? error.level : '';
}

/** In our own words: what ssh2 says may hold the server's. */
function connectionError(error: Error, label: string): SeqwardenError {
  const level = levelOf(error);
  if (level === 'client-authentication')
    return new SeqwardenError('DESTINATION_REFUSED', `${label} does not take our key`);
  if (level === 'handshake')
    return new SeqwardenError(
      'DESTINATION_REFUSED',
      `${label} and this program found no common algorithm, or the server's proof was wrong`,
    );
  const what = level === 'client-timeout' ? 'does not answer' : errno(error) || 'broke the connection';
  return isDown(`${label}: ${what}`);
}
