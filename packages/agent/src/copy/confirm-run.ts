import { ManifestCursor, SeqwardenError, type Trust } from '@seqwarden/proof';
import type { Signer } from '../config/signer.ts';
import type { DestinationSpec } from '../destinations/destination.ts';
import { openDestination } from '../destinations/open.ts';
import type { Failure } from '../engine/failure.ts';
import { FilePool, type Progress } from '../engine/file-pool.ts';
import type { FileTable } from '../engine/file-table.ts';
import { TableBuilder } from '../engine/table-builder.ts';
import { threadsFor } from '../host/threads-for.ts';
import { recordDelivery } from './delivery.ts';
import { custodyAt } from './prepare-branch.ts';

export interface ConfirmOptions {
  readonly destination: DestinationSpec;
  /** The run's folder name. */
  readonly run: string;
  /** Identity of the seal that has to lie there; undefined: whichever does. */
  readonly seal?: string | undefined;
  /** For the seal that lies there. */
  readonly trust: Trust;
  readonly signer: Signer;
  readonly version: string;
  readonly now: () => Date;
  readonly bytesPerSecond?: number;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ConfirmResult {
  /** Identity of the seal whose list was compared. */
  readonly seal: string;
  readonly files: number;
  readonly bytes: number;
  /** DESTINATION_READ_BACK for each file that came back otherwise, or not at all. Where there are any, no delivery was recorded. */
  readonly failures: readonly Failure[];
  readonly failed: number;
}

/**
 * The second read: every file of the sealed list as the destination itself returns it, compared with the list that its own seal signs. On
 * success that is recorded there as a delivery. Says nothing of files that no list names; `verify` does. Throws RUN_NOT_FOUND, UNSIGNED for
 * a run without a seal, CUSTODY_NOT_OURS for one whose seal does not verify, CONFLICT for another seal than the expected one, DESTINATION_*, and the signal's reason.
 */
export async function confirmRun(options: ConfirmOptions): Promise<ConfirmResult> {
  const startedAt = options.now();
  await using opened = new AsyncDisposableStack();
  const destination = await openDestination(options.destination, options.signal);
  opened.defer(() => destination.close());
  opened.defer(await destination.lockRun(options.run));
  const run = await destination.openRun(options.run, false);
  if (run === undefined) throw new SeqwardenError('RUN_NOT_FOUND', `${destination.label} has no such run`);
  opened.defer(() => run.close());

  const custody = await custodyAt(run, options.trust);
  if (custody.kind === 'none') throw new SeqwardenError('UNSIGNED', `${run.label} has no seal`);
  if (custody.kind === 'doubt')
    throw new SeqwardenError(
      'CUSTODY_NOT_OURS',
      `the seal at ${run.label} does not verify (${custody.reason})`,
    );

  if (options.seal !== undefined && custody.identity !== options.seal)
    throw new SeqwardenError('CONFLICT', `at ${run.label} lies another seal than the expected one`, {
      path: 'Custody',
    });

  const files = tableOf(custody.manifest);
  const pool = new FilePool(threadsFor(...('path' in run.sink ? [run.sink.path] : [])));
  opened.defer(() => pool.close());
  const { failures, failed } = await pool.confirm(files, {
    sink: run.sink,
    bytesPerSecond: options.bytesPerSecond ?? 0,
    onProgress: options.onProgress,
    signal: options.signal,
  });
  options.signal?.throwIfAborted();
  const found = { seal: custody.identity, files: files.count, bytes: files.totalBytes(), failures, failed };
  if (failed > 0) return found;
  const predicate = {
    check: 'second-read' as const,
    startedAt: startedAt.toISOString(),
    completedAt: options.now().toISOString(),
    manifest: { files: found.files, bytes: found.bytes },
    tool: { name: 'seqwarden' as const, version: options.version },
  };
  await recordDelivery(destination, custody.identity, predicate, options.signer);
  return found;
}

/** A table of what ought to come back. Throws MANIFEST_*. */
function tableOf(manifest: Uint8Array): FileTable {
  const builder = new TableBuilder();
  for (const list = new ManifestCursor(manifest); list.next(); ) {
    const cut = list.path.lastIndexOf('/');
    builder.file(list.path.slice(0, Math.max(cut, 0)), list.path.slice(cut + 1));
  }
  const files = builder.build();
  const list = new ManifestCursor(manifest);
  for (let row = 0; list.next(); row++) files.setDigestHex(row, list.sha256);
  return files;
}
