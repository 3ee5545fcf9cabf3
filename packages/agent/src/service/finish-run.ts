import { lstatSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { BytePath, Trust } from '@seqwarden/proof';
import type { Signer } from '../config/signer.ts';
import type { CopyResult } from '../copy/copy-result.ts';
import { copyRun } from '../copy/copy-run.ts';
import type { KnownFile } from '../copy/known-files.ts';
import { readBuffer } from '../engine/read-file.ts';
import { errno } from '../host/fs-error.ts';
import { closeRoot, HeldTree } from '../host/held-tree.ts';
import { openRun } from '../host/run-place.ts';
import type { Journal } from '../journal/journal.ts';
import type { FileRecord, RunId } from '../journal/records.ts';
import { attributesOf, type FileAttributes, sameAttributes } from '../scan/file-attributes.ts';
import { isHashedAgain } from './decide-file.ts';
import { readGrowing } from './read-growing.ts';
import type { UsedDestination } from './used-destination.ts';

export interface Sealing {
  readonly signer: Signer;
  readonly trust: Trust;
  readonly version: string;
  readonly now: () => Date;
}

export interface FinishOptions extends Sealing {
  readonly path: string;
  readonly name: string;
  readonly run: RunId;
  readonly journal: Journal;
  readonly destinations: readonly UsedDestination[];
  readonly sourceLabel: string | undefined;
  /** This process took over every file that the journal knows, so that each was read back where its destination is configured so. */
  readonly isOwnWork: boolean;
  readonly bytesPerSecond: number;
  readonly signal: AbortSignal;
}

export type Finished =
  | { readonly kind: 'copied'; readonly result: CopyResult }
  /** Files that are not what was copied; they are to be taken over again. */
  | { readonly kind: 'differs'; readonly files: ReadonlyMap<BytePath, FileAttributes> };

/**
 * Ends a run that is over: what may have been rewritten or appended is hashed again, then all is compared, sealed and given its markers, without reading
 * what the journal knows. Throws as {@link copyRun}.
 */
export async function finishRun(options: FinishOptions): Promise<Finished> {
  const { path, run, journal, destinations, signal } = options;
  const files = await hashAgain(options);
  if (files.size > 0) return { kind: 'differs', files };
  const { signer, trust, version, now, sourceLabel, isOwnWork, bytesPerSecond } = options;
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
    bytesPerSecond,
    signal,
    known: known(journal, run, destinations),
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

/** Returns those that are others than the journal says. What is gone is taken away where it was copied to, since no seal will list it. */
async function hashAgain(options: FinishOptions): Promise<Map<BytePath, FileAttributes>> {
  const differs = new Map<BytePath, FileAttributes>();
  const gone: BytePath[] = [];
  const { root } = openRun(options.path);
  const tree = new HeldTree(root);
  const buffer = readBuffer();
  let count = 0;
  try {
    for (const record of options.journal.files(options.run)) {
      options.signal.throwIfAborted();
      const now = lookAt(tree, record.path);
      if (now === undefined) gone.push(record.path);
      else if (!sameAttributes(now, record.attributes) || !(await isSame(tree, record, buffer)))
        differs.set(record.path, now);
      if (++count % 500 === 0) await setImmediate();
    }
  } finally {
    tree.close();
    closeRoot(root);
  }
  if (gone.length > 0 && differs.size === 0) await withdraw(options, gone);
  return differs;
}

function lookAt(tree: HeldTree, path: BytePath): FileAttributes | undefined {
  const cut = path.lastIndexOf('/');
  try {
    tree.enter(path.slice(0, Math.max(0, cut)));
    const now = lstatSync(tree.at(path.slice(cut + 1)), { bigint: true });
    return attributesOf(now);
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function isSame(tree: HeldTree, record: FileRecord, buffer: Buffer): Promise<boolean> {
  if (!isHashedAgain(record.class)) return true;
  const read = await readGrowing(tree, record.path, buffer, [], {
    begin: async () => {},
    take: async () => void (await setImmediate()),
  });
  return read.sha256.equals(record.sha256);
}

async function withdraw(
  { destinations, name, journal, run }: FinishOptions,
  gone: readonly BytePath[],
): Promise<void> {
  for (const used of destinations) {
    const destination = await used.open(0);
    const release = await destination.lockRun(name);
    try {
      const there = await destination.openRun(name, false);
      // What is sealed stays: the copy that follows finds out whether it is this run.
      const isSealed = there === undefined || (await there.list()).custody.length > 0;
      if (!isSealed) for (const path of gone) await there.withdraw(path);
      await there?.close();
    } finally {
      await release();
    }
  }
  for (const path of gone) journal.forgetFile(run, path);
}
