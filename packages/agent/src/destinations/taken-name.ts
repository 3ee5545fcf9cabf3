import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';

/** A final name holds what is not ours. */
export function conflict(path: BytePath): SeqwardenError {
  const message = `the destination holds other bytes as ${displayPath(path)}`;
  return new SeqwardenError('CONFLICT', message, { path });
}

/** Nothing else writes in a place that was made for a run: it takes two names of the run for one. */
export function nameCollision(path: BytePath): SeqwardenError {
  const message = `the destination does not tell ${displayPath(path)} from another name of the run`;
  return new SeqwardenError('NAME_COLLISION', message, { path });
}
