import { randomBytes } from 'node:crypto';
import { type BytePath, displayPath, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import type { RunAtDestination } from '../destinations/destination.ts';
import { type CopyTools, copyFile } from '../engine/copy-file.ts';
import type { Failure } from '../engine/failure.ts';
import { readBuffer } from '../engine/read-file.ts';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { runKey } from '../host/run-key.ts';
import type { CustodyEntry } from '../host/visit-run.ts';
import type { Branch } from './branch.ts';
import type { FolderAttributes } from './folder-attributes.ts';
import { listPlanted, type Planted } from './list-planted.ts';

/** A list for people; beyond this many the count has to do. */
const FAILURES_KEPT = 100;

export interface SetAside {
  /** Where it lies, below a destination's own folder. */
  readonly folder: string;
  /** What does not lie there at each destination, and why. */
  readonly failures: readonly Failure[];
  readonly failed: number;
}

/**
 * Sets what a source brought as `Custody` aside at each destination, outside the run: every plain file and folder of it, under its own name,
 * durable on return. Links and the like are left out, as in any copy. Whoever put it there shall not stop the copy with it: what cannot be set
 * aside is told of, and neither the source nor a destination fails at it. The source keeps all of it in any case.
 */
export async function quarantineCustody(
  source: TreeRoot,
  custody: readonly CustodyEntry[],
  branches: readonly Branch[],
  runName: string,
  now: Date,
): Promise<SetAside> {
  const name = `${runKey(runName)}-${now.toISOString().replace(/[:.]/g, '')}-${randomBytes(4).toString('hex')}`;
  const aside = new Aside();
  const tree = new HeldTree(source);
  const places: PlaceAside[] = [];
  try {
    const planted = listPlanted(tree, custody, error => aside.add(error));
    await Promise.all(
      branches
        .filter(branch => branch.alive)
        .map(branch =>
          aside.unlessFails(async () => {
            const run = await branch.destination.openQuarantine(name);
            const place = { run, live: true };
            places.push(place);
            await makeFoldersAt(place, planted, aside);
          }),
        ),
    );
    await copyFiles(tree, planted, places, aside);
    const folders = attributes(['', ...planted.folders], now);
    const live = places.filter(place => place.live);
    await Promise.all(live.map(({ run }) => aside.unlessFails(() => settleAt(run, folders))));
  } finally {
    tree.close();
    for (const { run } of places) await aside.unlessFails(() => run.close());
  }
  return { folder: `quarantine/${name}`, failures: aside.failures, failed: aside.failed };
}

interface PlaceAside {
  readonly run: RunAtDestination;
  /** Whether it is still worth a try. */
  live: boolean;
}

/** What went wrong, apart from what goes wrong with the run. */
class Aside {
  readonly failures: Failure[] = [];
  failed = 0;

  add({ code, message, path = '' }: SeqwardenError): void {
    this.failed++;
    if (this.failures.length < FAILURES_KEPT) this.failures.push({ row: -1, path, code, message });
  }

  async unlessFails(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.add(fsError(error, 'destination', ''));
    }
  }
}

async function makeFoldersAt(place: PlaceAside, { folders }: Planted, aside: Aside): Promise<void> {
  place.live = false;
  try {
    await place.run.makeFolders(folders.filter(folder => isTaken(place, folder, aside)));
  } catch (error) {
    if (!(error instanceof SeqwardenError && error.code === 'NAME_COLLISION')) throw error;
    aside.add(error);
  }
  place.live = true;
}

/** A refused folder refuses what is in it, too: the whole path is looked at. */
function isTaken({ run }: PlaceAside, path: BytePath, aside: Aside): boolean {
  const why = run.refusal(path);
  if (why === undefined) return true;
  const message = `the destination cannot hold ${displayPath(path)}: ${why}`;
  aside.add(new SeqwardenError('NAME_UNSUPPORTED', message, { path }));
  return false;
}

/** Of this one name. After another failure a place is not tried again: a thousand files would each wait for it. */
const OF_ONE_NAME: ReadonlySet<ErrorCode> = new Set(['CONFLICT', 'NAME_COLLISION', 'NAME_UNSUPPORTED']);

async function copyFiles(
  tree: HeldTree,
  { files }: Planted,
  places: readonly PlaceAside[],
  aside: Aside,
): Promise<void> {
  const tools: CopyTools = {
    source: tree,
    sinks: places.map(({ run }) => run.files),
    fresh: (1 << places.length) - 1,
    sealed: [],
    buffer: readBuffer(),
    reread: false,
    failed: (at, _, error) => {
      const place = places[at];
      if (place !== undefined && !OF_ONE_NAME.has(error.code)) place.live = false;
      aside.add(error);
    },
  };
  for (const { folder, name } of files) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const live = places.reduce(
      (bits, place, at) => (place.live && isTaken(place, path, aside) ? bits | (1 << at) : bits),
      0,
    );
    if (live === 0) continue;
    try {
      tree.enter(folder);
      await copyFile(tools, { row: -1, name, path }, live);
    } catch (error) {
      aside.add(fsError(error, 'source', path));
    }
  }
}

/** Shown to nobody else, whatever the source showed; by the time when they were set aside. */
function attributes(folders: readonly BytePath[], now: Date): FolderAttributes {
  const kept = { mode: 0o700, mtimeMs: now.getTime(), atimeMs: now.getTime() };
  return new Map(folders.map(folder => [folder, kept]));
}

async function settleAt(run: RunAtDestination, folders: FolderAttributes): Promise<void> {
  await run.settle(
    new Map([...folders].filter(([folder]) => folder === '' || run.refusal(folder) === undefined)),
  );
}
