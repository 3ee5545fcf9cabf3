import { SeqwardenError } from '@seqwarden/proof';
import type { RemoteSpec } from '../destinations/remote-run.ts';
import { parseDestination } from '../destinations/spec.ts';

/** A run on a server: the place that holds runs, and the run's name there. */
export interface RunAddress {
  readonly place: RemoteSpec;
  readonly run: string;
}

/**
 * Reads `s3://bucket[/prefix]/RUN` and `sftp://user@host[:port]/path/RUN`; undefined for a path of this machine. `endpoint` as of `parseDestination`.
 * Throws USAGE.
 */
export function parseRunAddress(text: string, endpoint?: string): RunAddress | undefined {
  const spec = parseDestination(text, endpoint);
  if (endpoint !== undefined && spec.kind !== 's3')
    throw new SeqwardenError('USAGE', '--endpoint goes with s3:// only');
  if (spec.kind === 'folder') return undefined;
  const [run = '', ...above] = (spec.kind === 's3' ? spec.prefix : spec.path).split('/').toReversed();
  if (run === '') throw new SeqwardenError('USAGE', 'the address names no run, only the place of runs');
  const rest = above.toReversed().join('/');
  return { place: spec.kind === 's3' ? { ...spec, prefix: rest } : { ...spec, path: rest || '/' }, run };
}
