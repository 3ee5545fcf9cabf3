import type { Trust } from '@seqwarden/proof';
import type { Failure } from '../engine/failure.ts';
import type { FilePool, PoolResult, TransferOptions } from '../engine/file-pool.ts';
import { Outcome } from '../engine/file-table.ts';
import { type Walk, walk } from '../engine/walk.ts';
import type { TreeRoot } from '../host/held-tree.ts';
import { manifestBytes } from '../seal/manifest-bytes.ts';
import { judgeCustody } from './source-custody.ts';

/**
 * A sealed run takes nothing that its seal does not list. So where the destination has a `Custody`, the source is read once before
 * anything is written there, and a copy goes on only if that seal is one of exactly these files: then it may fill gaps.
 * The rows of `run` are pending again afterwards.
 */
export async function holdAgainstSeal(
  pool: FilePool,
  run: Walk,
  destination: TreeRoot,
  trust: Trust,
  options: TransferOptions,
): Promise<PoolResult> {
  const there = walk(destination, 'destination');
  if (there.custody.length === 0) return { failures: [], failed: 0 };
  const read = await pool.transfer(run.files, options);
  if (read.failed > 0 || options.signal?.aborted) return read;
  const judged = await judgeCustody(destination, there, manifestBytes(run.files), trust);
  run.files.outcomes.fill(Outcome.pending);
  return judged.kind === 'doubt' ? { failures: [doubtful(judged.reason)], failed: 1 } : read;
}

export function doubtful(reason: string): Failure {
  const message = `the destination has a Custody folder that is not a seal of these files (${reason})`;
  return { row: -1, path: 'Custody', code: 'CONFLICT', message };
}
