import { basename, dirname, resolve } from 'node:path';
import { keyFingerprint, SeqwardenError, type Trust } from '@seqwarden/proof';
import { disposalOfCopy } from './disposals.ts';
import { readOnlyPlace } from './read-only-place.ts';

/**
 * What to say of a run folder that is not there: DISPOSED, where the folder it would lie in is a destination at which a trusted key signed that this copy was
 * disposed of; else `error` as it is. Reads only `.seqwarden/` there.
 */
export async function disposedInstead(error: unknown, run: string, trust: Trust): Promise<unknown> {
  if (!(error instanceof SeqwardenError) || error.code !== 'RUN_NOT_FOUND') return error;
  const path = resolve(run);
  try {
    const place = readOnlyPlace(dirname(path));
    const disposal = place && (await disposalOfCopy(place, basename(path), trust));
    if (disposal === undefined) return error;
    const { statedAt, keyid, reason, seal } = disposal;
    return new SeqwardenError(
      'DISPOSED',
      `${run} is not there: disposed of on purpose (${reason}), as signed on ${statedAt} by the key ${keyFingerprint(keyid)}; its seal was ${seal}`,
    );
  } catch (unreadable) {
    // Whoever may not read there learns what everybody learns.
    if (unreadable instanceof SeqwardenError) return error;
    throw unreadable;
  }
}
