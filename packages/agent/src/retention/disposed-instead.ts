import { basename, dirname, resolve } from 'node:path';
import { keyFingerprint, SeqwardenError, type Trust, type TrustedLog } from '@seqwarden/proof';
import { MAX_LOG_FILE, type TileReader } from '@seqwarden/proof/log';
import type { RemoteSpec } from '../destinations/remote-run.ts';
import { type Disposal, disposalsAt } from './disposals.ts';
import { type ReadOnlyPlace, readOnlyPlace, readOnlyPlaceAt } from './read-only-place.ts';
import { registerAt } from './register-at.ts';

export interface AskedInstead {
  /** The log that somebody names who asks; else the one that the destination has is asked. */
  readonly openLog?: ((log: TrustedLog) => Promise<{ readonly read: TileReader }>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What to say of a run that is not there: DISPOSED, where what it would lie in is a destination at which a trusted key signed that this copy was
 * disposed of; else `error` as it is, with what it would take to know where such a record lies there and nothing proves it. Reads only `.seqwarden/` there. `run` is
 * a folder, or the name of a run at a place on a server. A log that was named and cannot be read, or is not what the trust file knows, is said instead: LOG_*.
 */
export async function disposedInstead(
  error: unknown,
  run: string | { readonly place: RemoteSpec; readonly run: string },
  trust: Trust,
  asked: AskedInstead = {},
): Promise<unknown> {
  if (!(error instanceof SeqwardenError) || error.code !== 'RUN_NOT_FOUND') return error;
  await using opened = new AsyncDisposableStack();
  try {
    if (typeof run === 'string') {
      const path = resolve(run);
      return (await disposedAt(readOnlyPlace(dirname(path)), basename(path), run, trust, asked)) ?? error;
    }
    const place = await readOnlyPlaceAt(run.place, opened, asked.signal);
    return (await disposedAt(place, run.run, run.run, trust, asked)) ?? error;
  } catch (unreadable) {
    if (!(unreadable instanceof SeqwardenError)) throw unreadable;
    // Whoever may not read there learns what everybody learns.
    return unreadable.code.startsWith('LOG_') ? unreadable : error;
  }
}

async function disposedAt(
  place: ReadOnlyPlace | undefined,
  name: string,
  shown: string,
  trust: Trust,
  { openLog }: AskedInstead,
): Promise<SeqwardenError | undefined> {
  if (place === undefined) return undefined;
  const { found, unjudged } = await look(place, name, trust);
  if (found !== undefined) return disposed(shown, found);
  if (unjudged === 0) return undefined;
  // Of a key that has ended only a log tells when it signed.
  const failures: SeqwardenError[] = [];
  for (const log of trust.logs) {
    try {
      const read = openLog === undefined ? readerAt(place, log.id) : (await openLog(log)).read;
      const proven = await look(place, name, { ...trust, register: registerAt(log, read) });
      if (proven.found !== undefined) return disposed(shown, proven.found);
    } catch (unreadable) {
      if (!(unreadable instanceof SeqwardenError)) throw unreadable;
      failures.push(unreadable);
    }
  }
  if (openLog !== undefined && failures[0] !== undefined) throw failures[0];
  const todo = openLog === undefined ? 'name its register with --log' : 'this register does not prove it';
  return new SeqwardenError(
    'RUN_NOT_FOUND',
    `${shown} is not there; a record lies there that it was disposed of, of which nothing shows that it counts: ${todo}`,
  );
}

async function look(
  place: ReadOnlyPlace,
  name: string,
  trust: Trust,
): Promise<{ readonly found: Disposal | undefined; readonly unjudged: number }> {
  const { disposals, unjudged } = await disposalsAt(place, name, trust);
  return { found: disposals.find(({ destinations }) => destinations.includes(place.id)), unjudged };
}

function readerAt(place: ReadOnlyPlace, log: string): TileReader {
  return path => place.readOwn(`log/${log}/${path}`, MAX_LOG_FILE);
}

function disposed(shown: string, { statedAt, keyid, reason, seal }: Disposal): SeqwardenError {
  return new SeqwardenError(
    'DISPOSED',
    `${shown} is not there: disposed of on purpose (${reason}), as signed on ${statedAt} by the key ${keyFingerprint(keyid)}; its seal was ${seal}`,
  );
}
