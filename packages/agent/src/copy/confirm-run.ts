import {
  AmendedCursor,
  isGraver,
  ListedCursor,
  type ListedFile,
  SeqwardenError,
  type Trust,
} from '@seqwarden/proof';
import type { SealSigner } from '../config/signer.ts';
import { amendedPath } from '../custody/compare-amended.ts';
import type { DestinationSpec } from '../destinations/destination.ts';
import { openDestination } from '../destinations/open.ts';
import type { Failure } from '../engine/failure.ts';
import { FilePool, type Progress } from '../engine/file-pool.ts';
import type { FileTable } from '../engine/file-table.ts';
import { TableBuilder } from '../engine/table-builder.ts';
import { folderOf, nameOf } from '../host/path-parts.ts';
import { threadsFor } from '../host/threads-for.ts';
import { addedBy } from './bring-addendum.ts';
import { recordDelivery, totalsOfAddendum } from './delivery.ts';
import type { SealedCustody } from './judge-custody.ts';
import { custodyAt } from './prepare-branch.ts';

export interface ConfirmOptions {
  readonly destination: DestinationSpec;
  /** The run's folder name. */
  readonly run: string;
  /** Identity of the seal that has to lie there; undefined: whichever does. */
  readonly seal?: string | undefined;
  /** Only what came with addenda from this number on; undefined: everything. */
  readonly addendaFrom?: number | undefined;
  /** Compares also with a seal whose key has ended, for another reason than that it should never have counted, and of which nothing shows that it was made before. */
  readonly evenUnproven?: boolean;
  /** For the seal that lies there. */
  readonly trust: Trust;
  readonly signer: SealSigner;
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
  /** That nothing shows that the seal, or an addendum, was made before its key ended. No delivery was recorded then. */
  readonly isUnproven: boolean;
}

/**
 * The second read: every file of the sealed list, and of the addenda to it, as the destination itself returns it, compared with what was signed there. On
 * success that is recorded there as deliveries, one of the seal and one of each addendum. Says nothing of files that no list names; `verify` does. Throws RUN_NOT_FOUND, UNSIGNED for
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

  const custody = await custodyAt(run, options.trust, options.evenUnproven);
  if (custody.kind === 'none') throw new SeqwardenError('UNSIGNED', `${run.label} has no seal`);
  if (custody.kind === 'doubt') throw strangeSeal(run.label, custody.reason);
  if (custody.unproven.some(why => isGraver(why, 'lost'))) throw strangeSeal(run.label, 'LOG_PROOF_MISSING');

  if (options.seal !== undefined && custody.identity !== options.seal)
    throw new SeqwardenError('CONFLICT', `at ${run.label} lies another seal than the expected one`, {
      path: 'Custody',
    });

  const files = tableOf(custody, options.addendaFrom);
  const pool = new FilePool(threadsFor(...('path' in run.sink ? [run.sink.path] : [])));
  opened.defer(() => pool.close());
  const { failures, failed } = await pool.confirm(files, {
    sink: run.sink,
    bytesPerSecond: options.bytesPerSecond ?? 0,
    onProgress: options.onProgress,
    signal: options.signal,
  });
  options.signal?.throwIfAborted();
  const isUnproven = custody.unproven.length > 0;
  const found = {
    seal: custody.identity,
    files: files.count,
    bytes: files.totalBytes(),
    failures,
    failed,
    isUnproven,
  };
  if (failed > 0 || isUnproven) return found;
  const { signer, version, addendaFrom } = options;
  const said = {
    check: 'second-read' as const,
    startedAt: startedAt.toISOString(),
    completedAt: options.now().toISOString(),
    tool: { name: 'seqwarden' as const, version },
  };
  let { files: count, bytes } = found;
  for (const { number, identity, predicate } of custody.addenda) {
    if (number < (addendaFrom ?? 1)) continue;
    const manifest = totalsOfAddendum(predicate);
    await recordDelivery(destination, identity, { ...said, manifest }, signer, 'addendum');
    count -= manifest.files;
    bytes -= manifest.bytes;
  }
  if (addendaFrom === undefined)
    await recordDelivery(
      destination,
      custody.identity,
      { ...said, manifest: { files: count, bytes } },
      signer,
    );
  return found;
}

function strangeSeal(run: string, reason: string): SeqwardenError {
  return new SeqwardenError('CUSTODY_NOT_OURS', `the seal at ${run} does not verify (${reason})`);
}

/** A table of what ought to come back. Throws MANIFEST_*. */
function tableOf(custody: SealedCustody, addendaFrom: number | undefined): FileTable {
  const builder = new TableBuilder();
  for (const { path } of filesOf(custody, addendaFrom)) builder.file(folderOf(path), nameOf(path));
  const files = builder.build();
  let row = 0;
  for (const { sha256 } of filesOf(custody, addendaFrom)) files.setDigestHex(row++, sha256);
  return files;
}

/** Ascending by path; what was yielded holds until the next is asked for. */
function* filesOf(custody: SealedCustody, addendaFrom: number | undefined): Generator<ListedFile> {
  const amended = amendedOf(custody, addendaFrom);
  const list = listOf(custody, addendaFrom);
  let isLeft = list.next();
  // Nothing that is sealed lies in Custody/, so amended files are one piece of the order.
  const [first] = amended;
  for (; isLeft && first !== undefined && list.path < first.path; isLeft = list.next()) yield list;
  yield* amended;
  for (; isLeft; isLeft = list.next()) yield list;
}

function listOf({ manifest, added, addenda }: SealedCustody, addendaFrom: number | undefined) {
  if (addendaFrom === undefined) return new AmendedCursor(manifest, added);
  const earlier = new Set(
    addenda.filter(({ number }) => number < addendaFrom).flatMap(one => addedBy(one).map(({ path }) => path)),
  );
  return new ListedCursor(added.filter(({ path }) => !earlier.has(path)));
}

function amendedOf({ addenda }: SealedCustody, addendaFrom = 1): ListedFile[] {
  return addenda
    .filter(({ number }) => number >= addendaFrom)
    .flatMap(({ number, amended }) =>
      amended.map(({ path, sha256 }) => ({ path: `${amendedPath(number)}/${path}`, sha256 })),
    );
}
