import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SeqwardenError } from '@seqwarden/proof';
import { encodeVerifierKey } from '@seqwarden/proof/log';
import { EventLog } from './event-log.ts';
import type { ListenAddress } from './listen-address.ts';
import { readKnownLogs } from './state/known-logs.ts';
import { codeOf } from './state/private-folder.ts';
import { WitnessRecord } from './state/record.ts';
import { takeState } from './state/state-lock.ts';
import { loadWitnessKey } from './state/witness-key.ts';
import { Witness } from './witness.ts';
import { witnessServer } from './witness-server.ts';

/** How long requests that are under way at the end may take. */
const GRACE_MS = 3_000;

export interface ServeOptions {
  readonly folder: string;
  readonly address: ListenAddress;
  readonly write: (line: string) => void;
  readonly now: () => Date;
}

/**
 * Runs a witness until SIGTERM or SIGINT; SIGHUP makes it read the known logs again.
 *
 * @throws SeqwardenError WITNESS_STATE_UNUSABLE, WITNESS_STATE_BUSY, KEY_PERMISSIONS; WITNESS_ADDRESS: it cannot listen there
 */
export async function serve({ folder, address, write, now }: ServeOptions): Promise<void> {
  const key = loadWitnessKey(folder);
  const logs = readKnownLogs(folder);
  const letGo = takeState(folder);
  try {
    const record = WitnessRecord.open(folder);
    const events = new EventLog(write, now);
    const witness = new Witness(key, logs, record, events, now);
    const server = witnessServer(witness, events);
    try {
      const stopped = signalled();
      const reload = () => reread(folder, witness, events);
      process.on('SIGHUP', reload);
      const bound = await listen(server, address);
      events.say('listening', {
        address: bound.address,
        port: bound.port,
        key: encodeVerifierKey(key.verifier),
        logs: logs.size,
      });
      events.say('stopping', { signal: await stopped });
      process.off('SIGHUP', reload);
      await close(server);
    } finally {
      events.close();
      record.close();
    }
  } finally {
    letGo();
  }
}

function reread(folder: string, witness: Witness, events: EventLog): void {
  try {
    const logs = readKnownLogs(folder);
    witness.know(logs);
    events.say('reloaded', { logs: logs.size });
  } catch (error) {
    // What was known stays known: a line that is wrong must not stop the others.
    events.say('not-reloaded', { why: error instanceof SeqwardenError ? error.message : codeOf(error) });
  }
}

function signalled(): Promise<string> {
  return new Promise(resolve => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(name));
  });
}

async function listen(server: Server, { host, port }: ListenAddress): Promise<AddressInfo> {
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    throw new SeqwardenError(
      'WITNESS_ADDRESS',
      `it cannot listen on ${host} port ${port}: ${codeOf(error)}`,
      { cause: error },
    );
  }
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('a server without a port');
  return bound;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const insist = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(insist);
}
