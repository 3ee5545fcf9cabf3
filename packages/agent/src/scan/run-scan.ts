import { lstatSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import { CycleFront, type FolderHint, isMarker } from '@seqwarden/runfolder';
import { errno } from '../host/fs-error.ts';
import { closeRoot, HeldTree, openRoot, type TreeRoot } from '../host/held-tree.ts';
import { type FolderLook, listFolder } from './list-folder.ts';
import { compareListing, Listing, NO_DIFFERENCES, relisted } from './listing.ts';
import type { Observation } from './observation.ts';

export interface ScanSettings {
  /** Milliseconds on a clock that never jumps. */
  readonly clock: () => number;
  /** The quiet time in milliseconds: after a change a folder is looked into at each poll until nothing has changed in it for so long. */
  readonly quietMs: number;
  /** Within so many polls every folder of the newest cycles is looked into, even if nothing was seen to change. */
  readonly recentPolls: number;
  /** The same of every folder, whatever the hints say. */
  readonly sweepPolls: number;
  /** The same of a run at rest, of which a poll otherwise asks only folders that have folders for their time. */
  readonly restSweepPolls: number;
}

export interface FilesAndBytes {
  readonly files: number;
  readonly bytes: number;
}

/** Markers are counted by themselves: they are copied with the seal, and not before. */
export interface ScanTotals extends FilesAndBytes {
  readonly markers: number;
}

interface FolderMemory {
  readonly mtimeNs: bigint;
  readonly ino: bigint;
  readonly folders: readonly BytePath[];
  readonly special: readonly BytePath[];
  /** Of a run at rest only the digest. */
  files: Listing | string;
  /** Of its files but markers; those that could not be looked at have no bytes. */
  readonly bytes: number;
  readonly count: number;
  readonly markers: number;
  /** By the scan's clock: when something in it was last seen to change, and when it was last looked into. */
  readonly changedAt: number;
  readonly lookedAt: number;
}

/** As {@link visitRun} has them. */
const DEEPEST = 64;
const LONGEST = 4096;

/**
 * Watches one run by polling: no events, which SMB and NFS do not deliver. Links are never followed, no file is opened.
 *
 * A poll lists folders that are new, whose time moved, in which something changed lately, those of which {@link CycleFront} says that files
 * in them get bytes, and a share of the others, so that all have had their turn after `sweepPolls`, those of recent cycles sooner. Cycles that
 * are past are not even asked for their time. Synchronous from folder to folder: whoever takes the observations may pause between them, but takes them all.
 */
export class RunScan {
  readonly #path: string;
  readonly #settings: ScanSettings;
  /** Parents before children. */
  readonly #folders = new Map<BytePath, FolderMemory>();
  /** errno by path. */
  readonly #troubles = new Map<BytePath, string>();
  readonly #front = new CycleFront();
  #ino: bigint | undefined;
  #gone: string | undefined;
  #resting = false;
  #polls = 0;

  constructor(path: string, settings: ScanSettings) {
    this.#path = path;
    this.#settings = settings;
  }

  /** When the files of a folder were last looked at, by the scan's clock; undefined: never, or it is gone. */
  lookedAt(folder: BytePath): number | undefined {
    return this.#folders.get(folder)?.lookedAt;
  }

  /** What lies in the run, as far as it was looked at. */
  totals(): ScanTotals {
    let [files, bytes, markers] = [0, 0, 0];
    for (const memory of this.#folders.values()) {
      files += memory.count;
      bytes += memory.bytes;
      markers += memory.markers;
    }
    return { files, bytes, markers };
  }

  /** All files as they were looked at last, as if they had just appeared; none of a run at rest. */
  *seen(): Generator<Observation> {
    for (const [folder, { files }] of this.#folders) {
      if (!(files instanceof Listing)) continue;
      for (const [name, attributes] of files.files())
        yield { kind: 'appeared', path: join(folder, name), attributes };
    }
  }

  /** The files that were there at the last look into each folder, in no order; none of a run at rest. */
  *paths(): Generator<BytePath> {
    for (const [folder, { files }] of this.#folders)
      if (files instanceof Listing) for (const name of files.names()) yield join(folder, name);
  }

  get resting(): boolean {
    return this.#resting;
  }

  /** The run is finished: of each folder's files only a digest is kept. It wakes by itself when something changes. */
  rest(): void {
    this.#resting = true;
    for (const memory of this.#folders.values()) {
      if (memory.files instanceof Listing) memory.files = memory.files.digest();
    }
  }

  /** What changed since the last poll. `full`: every folder is looked into, as before a seal. */
  *poll(full = false): Generator<Observation> {
    this.#polls++;
    const standing = this.#standing();
    if (typeof standing === 'string') {
      if (this.#gone !== standing) yield { kind: 'gone', errno: standing };
      this.#gone = standing;
      return;
    }
    if (this.#gone !== undefined) yield { kind: 'back' };
    this.#gone = undefined;
    const sweep = full || (this.#resting && this.#polls % this.#settings.restSweepPolls === 0);
    let root: TreeRoot;
    try {
      root = openRoot(this.#path);
    } catch (error) {
      yield this.#leave(errno(error));
      return;
    }
    const tree = new HeldTree(root);
    try {
      if (!this.#resting || sweep || !this.#areFoldersStill(tree)) yield* this.#visitAll(tree, sweep);
    } finally {
      tree.close();
      closeRoot(root);
    }
  }

  *#visitAll(tree: HeldTree, sweep: boolean): Generator<Observation> {
    const queue: BytePath[] = this.#folders.size === 0 ? [''] : [...this.#folders.keys()];
    const fresh = new Set(this.#folders.size === 0 ? queue : []);
    let turn = 0;
    // Folders that are found on the way join the queue.
    for (const folder of queue) {
      if (!fresh.has(folder) && !this.#folders.has(folder)) continue;
      const hint = this.#resting ? 'watched' : this.#front.hint(folder);
      const its = this.#isTurn(turn++, hint);
      let stands = false;
      for (const observation of this.#visit(tree, folder, hint, sweep || its)) {
        // Before anything is called lost: a share that is unmounted in the middle of a poll is one loss, not a million.
        if (!stands && (observation.kind === 'vanished' || observation.kind === 'trouble')) {
          const standing = this.#standing();
          if (typeof standing === 'string') {
            yield this.#leave(standing);
            return;
          }
          stands = true;
        }
        yield observation;
      }
      for (const name of this.#folders.get(folder)?.folders ?? []) {
        const path = join(folder, name);
        if (this.#folders.has(path) || this.#troubles.get(path) === 'ENAMETOOLONG') continue;
        fresh.add(path);
        queue.push(path);
      }
    }
  }

  /** Of those that have folders, the root among them: where a cycle or an analysis would begin. They are few. */
  #areFoldersStill(tree: HeldTree): boolean {
    try {
      for (const [folder, { folders, mtimeNs, ino }] of this.#folders) {
        if (folders.length === 0 && folder !== '') continue;
        const at = statFolder(tree, folder);
        if (at.mtimeNs !== mtimeNs || at.ino !== ino) return false;
      }
      return true;
    } catch {
      // Whoever visits it finds out what it is.
      return false;
    }
  }

  /** Spread, so that no poll is much dearer than another. */
  #isTurn(turn: number, hint: FolderHint): boolean {
    const every = hint === 'recent' ? this.#settings.recentPolls : this.#settings.sweepPolls;
    return turn % every === this.#polls % every;
  }

  #leave(why: string): Observation {
    this.#gone = why;
    return { kind: 'gone', errno: why };
  }

  /** The time of the run's own folder, or why it cannot be reached. */
  #standing(): bigint | string {
    try {
      const stats = lstatSync(this.#path, { bigint: true });
      if (!stats.isDirectory()) return 'ENOTDIR';
      // The device number may change when a share is mounted anew; an empty mount point has another inode.
      if (this.#ino !== undefined && this.#ino !== stats.ino) return 'ESTALE';
      this.#ino = stats.ino;
      return stats.mtimeNs;
    } catch (error) {
      return errno(error) || 'EIO';
    }
  }

  *#visit(tree: HeldTree, folder: BytePath, hint: FolderHint, sweep: boolean): Generator<Observation> {
    const now = this.#settings.clock();
    const known = this.#folders.get(folder);
    const warm =
      !this.#resting && known !== undefined && known.lookedAt - known.changedAt < this.#settings.quietMs;
    if (known !== undefined && hint === 'past' && !warm && !sweep) return;
    let look: FolderLook;
    let at: { readonly mtimeNs: bigint; readonly ino: bigint };
    try {
      // Asked before it is listed: what comes meanwhile has a later time, and is seen at the next poll.
      at = statFolder(tree, folder);
      const still = known?.mtimeNs === at.mtimeNs && known.ino === at.ino;
      if (still && !sweep && !warm && hint !== 'current') return;
      look = listFolder(tree, folder);
    } catch (error) {
      if (errno(error) === 'ENOENT') yield* this.#lose(folder);
      else yield* this.#trouble(folder, errno(error));
      return;
    }
    this.#troubles.delete(folder);
    yield* this.#compare(folder, known, look, at, now);
  }

  *#compare(
    folder: BytePath,
    known: FolderMemory | undefined,
    look: FolderLook,
    at: { readonly mtimeNs: bigint; readonly ino: bigint },
    now: number,
  ): Generator<Observation> {
    const slept = typeof known?.files === 'string';
    const same = slept && known.files === new Listing(look.files).digest();
    const before = known?.files instanceof Listing ? known.files : undefined;
    const files = same ? NO_DIFFERENCES : compareListing(before, look.files);
    const lost = without(known?.folders, look.folders);
    const fresh = without(look.folders, known?.folders);
    const special = without(look.special, known?.special);
    const stirred = slept && !same;
    const counts = [files.appeared, files.changed, files.vanished, lost, special, fresh];
    const changed = stirred || counts.some(({ length }) => length > 0);
    if (stirred || fresh.length > 0) this.#resting = false;

    if (stirred) yield { kind: 'stirred', path: folder };
    for (const [name, attributes] of files.appeared)
      yield { kind: 'appeared', path: join(folder, name), attributes };
    for (const [name, attributes] of files.changed)
      yield { kind: 'changed', path: join(folder, name), attributes };
    for (const name of files.vanished) yield { kind: 'vanished', path: join(folder, name), what: 'file' };
    for (const name of special) yield { kind: 'special', path: join(folder, name) };
    for (const { name, errno: why } of look.files) {
      if (why !== '') yield* this.#trouble(join(folder, name), why);
      else if (this.#troubles.size > 0) this.#troubles.delete(join(folder, name));
    }
    for (const name of lost) yield* this.#lose(join(folder, name));
    for (const name of fresh) {
      const path = join(folder, name);
      this.#front.see(path);
      if (path.length > LONGEST || path.split('/').length > DEEPEST)
        yield* this.#trouble(path, 'ENAMETOOLONG');
    }
    this.#folders.set(folder, {
      ...at,
      folders: look.folders,
      special: look.special,
      files: same ? known.files : relisted(before, look.files, files),
      ...counted(folder, look),
      changedAt: changed || known === undefined ? now : known.changedAt,
      lookedAt: now,
    });
  }

  *#trouble(path: BytePath, why: string): Generator<Observation> {
    if (this.#troubles.get(path) === why) return;
    yield { kind: 'trouble', path, errno: why };
    this.#troubles.set(path, why);
  }

  *#lose(folder: BytePath): Generator<Observation> {
    if (!this.#folders.has(folder)) return;
    yield { kind: 'vanished', path: folder, what: 'folder' };
    for (const path of this.#folders.keys()) {
      if (path === folder || path.startsWith(`${folder}/`)) this.#folders.delete(path);
    }
  }
}

function counted(folder: BytePath, { files }: FolderLook) {
  const plain = files.filter(({ name }) => !isMarker(join(folder, name)));
  const bytes = plain.reduce((sum, { attributes }) => sum + (attributes?.size ?? 0), 0);
  return { count: plain.length, bytes, markers: files.length - plain.length };
}

/** What of `all` is not among `others`. */
function without(all: readonly BytePath[] = [], others: readonly BytePath[] = []): BytePath[] {
  const taken = new Set(others);
  return all.filter(name => !taken.has(name));
}

function join(folder: BytePath, name: BytePath): BytePath {
  return folder === '' ? name : `${folder}/${name}`;
}

/** From above, so that the time of a hundred folders that lie together takes one folder held open. */
function statFolder(tree: HeldTree, folder: BytePath) {
  const slash = folder.lastIndexOf('/');
  tree.enter(folder.slice(0, Math.max(0, slash)));
  const { mtimeNs, ino } = lstatSync(tree.at(folder === '' ? '.' : folder.slice(slash + 1)), {
    bigint: true,
  });
  return { mtimeNs, ino };
}
