import { basename, dirname, resolve } from 'node:path';
import { keyFingerprint, SeqwardenError, type Trust } from '@seqwarden/proof';
import type { RemoteSpec } from '../destinations/remote-run.ts';
import { disposalOfCopy } from './disposals.ts';
import { type ReadOnlyPlace, readOnlyPlace, readOnlyPlaceAt } from './read-only-place.ts';

/**
 * What to say of a run that is not there: DISPOSED, where what it would lie in is a destination at which a trusted key signed that this copy was
 * disposed of; else `error` as it is. Reads only `.seqwarden/` there. `run` is a folder, or the name of a run at a place on a server.
 */
export async function disposedInstead(
  error: unknown,
  run: string | { readonly place: RemoteSpec; readonly run: string },
  trust: Trust,
  signal?: AbortSignal,
): Promise<unknown> {
  if (!(error instanceof SeqwardenError) || error.code !== 'RUN_NOT_FOUND') return error;
  await using opened = new AsyncDisposableStack();
  try {
    if (typeof run === 'string') {
      const path = resolve(run);
      return (await disposedAt(readOnlyPlace(dirname(path)), basename(path), run, trust)) ?? error;
    }
    const place = await readOnlyPlaceAt(run.place, opened, signal);
    return (await disposedAt(place, run.run, run.run, trust)) ?? error;
  } catch (unreadable) {
    // Whoever may not read there learns what everybody learns.
    if (unreadable instanceof SeqwardenError) return error;
    throw unreadable;
  }
}

async function disposedAt(
  place: ReadOnlyPlace | undefined,
  name: string,
  shown: string,
  trust: Trust,
): Promise<SeqwardenError | undefined> {
  const disposal = place && (await disposalOfCopy(place, name, trust));
  if (disposal === undefined) return undefined;
  const { statedAt, keyid, reason, seal } = disposal;
  return new SeqwardenError(
    'DISPOSED',
    `${shown} is not there: disposed of on purpose (${reason}), as signed on ${statedAt} by the key ${keyFingerprint(keyid)}; its seal was ${seal}`,
  );
}
