import type { BytePath, Trust } from '@seqwarden/proof';
import { fileClass } from '@seqwarden/runfolder';
import type { SealSigner } from '../../config/signer.ts';
import type { CopyResult } from '../../copy/copy-result.ts';
import { copyRun } from '../../copy/copy-run.ts';
import type { KnownFile } from '../../copy/known-files.ts';
import type { Progress } from '../../engine/file-pool.ts';
import { fsError } from '../../host/fs-error.ts';
import type { Journal } from '../../journal/journal.ts';
import type { FileRecord, RunId } from '../../journal/records.ts';
import type { FileAttributes } from '../../scan/file-attributes.ts';
import { isHashedAgain } from '../files/decide-file.ts';
import { type OutdatedOptions, withdrawOutdated } from '../files/withdraw-outdated.ts';
import type { UsedDestination } from '../places/used-destination.ts';
import { hashAgain, requireSame } from './hash-again.ts';

export interface Sealing {
  readonly signer: SealSigner;
  readonly trust: Trust;
  readonly version: string;
  readonly now: () => Date;
}

export interface FinishOptions extends Sealing, OutdatedOptions {
  readonly path: string;
  readonly journal: Journal;
  readonly sourceLabel: string | undefined;
  /** This process took over every file that the journal knows, so that each was read back where its destination is configured so. */
  readonly isOwnWork: boolean;
  readonly bytesPerSecond: number;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Is told of each look and each piece, before the files are gone through. */
  readonly onMoved?: (() => void) | undefined;
  readonly signal: AbortSignal;
}

export type Finished =
  | { readonly kind: 'copied'; readonly result: CopyResult }
  /** Files that are not what was copied; they are to be taken over again. */
  | { readonly kind: 'differs'; readonly files: ReadonlyMap<BytePath, FileAttributes> }
  /** A file is gone that was written once and copied; nothing was taken away anywhere. */
  | { readonly kind: 'lost'; readonly path: BytePath }
  /** Files that a seal lists are gone from the source: a destination that lacks the seal cannot be filled from it. */
  | { readonly kind: 'cleared' };

/**
 * Ends a run that is over: what may have been rewritten or appended is hashed again, then all is compared, sealed and given its markers, without reading
 * what the journal knows. What it does not know is copied, by all threads, and noted as it becomes durable (I2). Throws as {@link copyRun}.
 */
export async function finishRun(options: FinishOptions): Promise<Finished> {
  const { path, run, journal, destinations, signal } = options;
  const { differs, gone } = await hashAgain(journal.files(run), options);
  if (gone.some(({ held }) => held & options.sealedAt)) return { kind: 'cleared' };
  const lost = gone.find(record => record.class === 'write-once');
  if (lost !== undefined) return { kind: 'lost', path: lost.path };
  // Where a seal lies already the copy holds each file against it, and against what addenda said of it since.
  if (differs.size > 0 && options.sealedAt === 0) return { kind: 'differs', files: differs };
  await withdraw(options, gone);
  await withdrawOutdated(options);
  const { signer, trust, version, now, sourceLabel, isOwnWork, bytesPerSecond } = options;
  /** What is copied now and may be rewritten or appended meanwhile. */
  const brought: FileRecord[] = [];
  const result = await copyRun({
    source: path,
    destinations: destinations.map(({ config }) => config.spec),
    signer,
    trust,
    version,
    now,
    sourceLabel: sourceLabel ?? null,
    // The deliveries state it of every file and every destination, so it must be true of the known ones too.
    reread: isOwnWork && destinations.every(({ config }) => config.reread),
    sealedAt: destinations.flatMap(({ slot }, at) => (options.sealedAt & (1 << slot) ? [at] : [])),
    bytesPerSecond,
    signal,
    onProgress: options.onProgress,
    known: known(journal, run, destinations),
    onDurable: files => {
      journal.recordDurable(
        run,
        recordsOf(files, destinations, record => brought.push(record)),
        now(),
      );
      requireRoom(destinations);
    },
    // Where a seal lies already it has judged them.
    beforeLastLook: () => requireSame(options.sealedAt === 0 ? brought : [], options),
  });
  return { kind: 'copied', result };
}

function* known(
  journal: Pick<Journal, 'files'>,
  run: RunId,
  destinations: readonly UsedDestination[],
): Generator<KnownFile> {
  for (const { path, attributes, sha256, held } of journal.files(run)) {
    const bits = destinations.reduce((all, { slot }, at) => (held & (1 << slot) ? all | (1 << at) : all), 0);
    yield { path, attributes, sha256, held: bits };
  }
}

/** `again` is told of those that are hashed again before the seal. */
function* recordsOf(
  files: Iterable<KnownFile>,
  destinations: readonly UsedDestination[],
  again: (record: FileRecord) => void,
): Generator<FileRecord> {
  for (const { path, attributes, sha256, held } of files) {
    const slots = destinations.reduce((all, { slot }, at) => (held & (1 << at) ? all | (1 << slot) : all), 0);
    const record = { path, attributes, sha256, class: fileClass(path), held: slots };
    if (isHashedAgain(record.class)) again(record);
    yield record;
  }
}

/** Throws DESTINATION_*. */
function requireRoom(destinations: readonly UsedDestination[]): void {
  try {
    for (const used of destinations) used.requireRoom(0);
  } catch (error) {
    throw fsError(error, 'destination', '');
  }
}

/** Takes away what is gone from the source where it was copied to, since no seal will list it; each destination by itself. */
async function withdraw(options: FinishOptions, gone: readonly FileRecord[]): Promise<void> {
  const { destinations, name, journal, run, now } = options;
  let withdrawn = 0;
  for (const used of destinations) {
    const here = gone.filter(({ held }) => held & (1 << used.slot));
    try {
      if (here.length > 0 && (await withdrawAt(used, name, here))) withdrawn |= 1 << used.slot;
    } catch (error) {
      // The next try is made without it.
      await options.failedAt(used.slot, fsError(error, 'destination', ''));
      throw error;
    }
  }
  journal.batch(() => {
    for (const record of gone) {
      const held = record.held & ~withdrawn;
      if (held === record.held) continue;
      // A destination that took no part still has it, and it is to be taken away there too when it does.
      journal.forgetFile(run, record.path);
      if (held !== 0) journal.recordDurable(run, [{ ...record, held }], now());
    }
  });
}

/** False where a seal lies: what is sealed stays, and the copy that follows finds out whether it is this run. */
async function withdrawAt(
  used: UsedDestination,
  name: string,
  gone: readonly FileRecord[],
): Promise<boolean> {
  const destination = await used.open(0);
  const release = await destination.lockRun(name);
  try {
    const there = await destination.openRun(name, false);
    if (there === undefined) return true;
    try {
      if ((await there.list()).custody.length > 0) return false;
      for (const { path } of gone) await there.withdraw(path);
      return true;
    } finally {
      await there.close();
    }
  } finally {
    await release();
  }
}
