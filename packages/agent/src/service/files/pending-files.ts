import type { BytePath, ErrorCode } from '@seqwarden/proof';
import { fileClass, isMarker } from '@seqwarden/runfolder';
import { folderOf } from '../../host/path-parts.ts';
import type { JournalReader } from '../../journal/journal-reader.ts';
import type { FileRecord, RunId } from '../../journal/records.ts';
import { type FileAttributes, sameAttributes } from '../../scan/file-attributes.ts';
import type { Observation } from '../../scan/observation.ts';
import { BAG } from './bags.ts';
import { decideFile } from './decide-file.ts';
import { PackedFiles } from './packed-files.ts';
import type { FileToTake } from './take-over.ts';

export interface Planned {
  readonly files: readonly FileToTake[];
  readonly alarm: { readonly code: ErrorCode; readonly path: BytePath } | undefined;
}

interface Seen {
  readonly attributes: FileAttributes;
  /** By the scan's clock. */
  readonly since: number;
  /** Its bytes are others than those on record, whatever it looks like. */
  readonly differs?: boolean;
}

/** When files are planned, and for whom: see {@link PendingFiles.plan}. */
interface When {
  readonly wanted: number;
  readonly quietMs: number;
  readonly lookedAt: (folder: BytePath) => number | undefined;
  readonly now: number;
}

type SeenFile = Observation & { readonly kind: 'appeared' | 'changed' };

/** What of an observation matters to the run as a whole. */
export type Meaning = 'changed' | 'nothing' | { readonly alarm: ErrorCode; readonly path: BytePath };

/** Milliseconds from a reading that failed to the next try. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;

/** So many are planned at a time, and those of the folder in which that number is reached. */
const PLANNED_AT_MOST = 4 * BAG.files;

/**
 * Files of one run that were seen and are not yet where they belong. Markers are none of them: they get their names after the seal. Memory
 * grows with what waits, not with the run, and by some 50 bytes a file: what is neither large nor at odds with the journal is packed until it is planned.
 */
export class PendingFiles {
  readonly #run: RunId;
  readonly #journal: Pick<JournalReader, 'file' | 'filesBelow'>;
  /** All destinations of the run, as a mask. */
  readonly #all: number;
  /** Those that each plan considers. */
  readonly #seen = new Map<BytePath, Seen>();
  /** All others; none is large, and none of them can be an alarm. */
  readonly #packed = new PackedFiles();
  readonly #troubles = new Set<BytePath>();
  /** Files that could not be read, and when each is tried again. */
  readonly #unread = new Map<BytePath, { readonly pause: number; readonly until: number }>();

  constructor(run: RunId, journal: Pick<JournalReader, 'file' | 'filesBelow'>, all: number) {
    this.#run = run;
    this.#journal = journal;
    this.#all = all;
  }

  /** Files that wait, and entries that could not be looked at. */
  get count(): number {
    return this.#seen.size + this.#packed.count + this.#troubles.size;
  }

  /** Entries that could not be looked at. */
  get troubles(): number {
    return this.#troubles.size;
  }

  /** Forgets the files that wait. Whoever wants them planned after all has them observed again. */
  letGo(): void {
    this.#seen.clear();
    this.#packed.clear();
  }

  /**
   * @param at by the scan's clock
   * @param isOver nothing is taken over any more, and only what differs from the journal counts
   * @param isFirstLook the run was not looked at before by this process
   */
  observe(seen: Observation, at: number, isOver: boolean, isFirstLook = false): Meaning {
    if (isOver) return this.#isLate(seen, isFirstLook) ? 'changed' : 'nothing';
    switch (seen.kind) {
      case 'appeared':
      case 'changed': {
        this.#clear(seen.path);
        this.#unread.delete(seen.path);
        if (isMarker(seen.path)) return 'changed';
        const record = this.#journal.file(this.#run, seen.path);
        const same = record !== undefined && sameAttributes(record.attributes, seen.attributes);
        if (!same || (this.#all & ~record.held) !== 0) this.#add(seen, at, record === undefined || same);
        return same ? 'nothing' : 'changed';
      }
      case 'vanished':
        return this.#forget(seen);
      case 'trouble':
        this.#troubles.add(seen.path);
        return 'changed';
      case 'special':
        return 'changed';
      default:
        return 'nothing';
    }
  }

  /** A file that is not what the journal says of it, though nothing shows that from outside. */
  addDiffering(path: BytePath, attributes: FileAttributes, since: number): void {
    this.#unpack(folderOf(path));
    this.#seen.set(path, { attributes, since, differs: true });
  }

  /** A file that could not be read is left alone for a while, each time for longer: else nothing else would be done. */
  noteUnread(path: BytePath, at: number): void {
    const before = this.#unread.get(path)?.pause ?? FIRST_PAUSE / 2;
    const pause = Math.min(before * 2, LONGEST_PAUSE);
    this.#unread.set(path, { pause, until: at + pause });
  }

  /**
   * What is to be taken over first: all that is large or differs from the journal, and so many others that there is enough to do until it is asked
   * again. Where it names no file, there is none.
   *
   * @param wanted the destinations that can be reached, as a mask
   * @param now by the scan's clock
   */
  plan(
    wanted: number,
    quietMs: number,
    lookedAt: (folder: BytePath) => number | undefined,
    now: number,
  ): Planned {
    const files: FileToTake[] = [];
    const when: When = { wanted, quietMs, lookedAt, now };
    for (const [path, seen] of this.#seen) {
      const alarm = this.#consider(path, seen, when, files);
      if (alarm !== undefined) return { files: [], alarm: { code: alarm, path } };
    }
    for (const { folder, since } of this.#packed.folders()) {
      if (wanted === 0 || files.length >= PLANNED_AT_MOST) break;
      if ((lookedAt(folder) ?? since) - since < quietMs) continue;
      for (const path of this.#unpack(folder)) {
        const seen = this.#seen.get(path);
        const alarm = seen && this.#consider(path, seen, when, files);
        if (alarm !== undefined) return { files: [], alarm: { code: alarm, path } };
      }
    }
    return { files, alarm: undefined };
  }

  /** Adds it to `files` if it is to be taken over now, forgets it if there is nothing to be done; returns the code of an alarm. */
  #consider(path: BytePath, seen: Seen, when: When, files: FileToTake[]): ErrorCode | undefined {
    const { wanted, quietMs, lookedAt, now } = when;
    if (now < (this.#unread.get(path)?.until ?? now)) return undefined;
    const { attributes, since } = seen;
    const looked = lookedAt(folderOf(path)) ?? since;
    const record = this.#journal.file(this.#run, path);
    const kind = fileClass(path);
    const sighting = { attributes, since, lookedAt: Math.max(looked, since) };
    const decided = decideFile(sighting, record, kind, wanted, quietMs);
    const isHidden = seen.differs === true && decided.kind === 'nothing' && wanted !== 0;
    const action = isHidden
      ? { kind: 'replace' as const, to: wanted, prefix: kind === 'append-only' }
      : decided;
    // Once: what is taken over is on record then, and what is not is found again before the seal.
    if (isHidden) this.#seen.set(path, { attributes, since });
    if (action.kind === 'alarm') return action.code;
    if (action.kind === 'wait') return undefined;
    if (action.kind !== 'nothing') files.push({ path, class: kind, size: attributes.size, record, action });
    // What only a destination lacks that cannot be reached now gets there before the seal, see finish-run.ts.
    else if (record !== undefined && sameAttributes(record.attributes, attributes)) {
      this.#seen.delete(path);
      this.#unread.delete(path);
    }
    return undefined;
  }

  /** `isPlain`: it has no record, or looks as its record says. */
  #add({ kind, path, attributes }: SeenFile, since: number, isPlain: boolean): void {
    if (!this.#packed.takes(path, since)) this.#unpack(folderOf(path));
    if (isPlain && kind === 'appeared' && attributes.size < BAG.bytes && !this.#seen.has(path)) {
      this.#packed.add(path, attributes, since);
      return;
    }
    this.#unpack(folderOf(path));
    this.#seen.set(path, { attributes, since });
  }

  /** Returns the paths of a folder's that were packed. */
  #unpack(folder: BytePath): BytePath[] {
    const files = this.#packed.takeOut(folder);
    for (const { path, attributes, since } of files) this.#seen.set(path, { attributes, since });
    return files.map(({ path }) => path);
  }

  #isLate(seen: Observation, isFirstLook: boolean): boolean {
    if (seen.kind !== 'appeared' && seen.kind !== 'changed') return false;
    const record = this.#journal.file(this.#run, seen.path);
    if (record !== undefined) return !sameAttributes(record.attributes, seen.attributes);
    // Those of the run itself got their names with the seal, which the journal does not note; what comes while somebody looks is another one.
    return !(isFirstLook && isMarker(seen.path) && !seen.path.includes('/'));
  }

  #clear(path: BytePath): void {
    if (this.#troubles.size === 0) return;
    for (const trouble of this.#troubles)
      if (trouble === path || path.startsWith(`${trouble}/`)) this.#troubles.delete(trouble);
  }

  /** Of files that were written once nobody takes one away, unless something is wrong. Others are looked for again before the seal. */
  #forget({ path, what }: Observation & { readonly kind: 'vanished' }): Meaning {
    const isBelow = (other: BytePath) => other.startsWith(`${path}/`);
    if (what === 'folder') {
      for (const { folder } of this.#packed.folders())
        if (folder === path || isBelow(folder)) this.#packed.takeOut(folder);
      for (const seen of this.#seen.keys()) if (isBelow(seen)) this.#seen.delete(seen);
      for (const unread of this.#unread.keys()) if (isBelow(unread)) this.#unread.delete(unread);
    } else {
      this.#unpack(folderOf(path));
      this.#seen.delete(path);
      this.#unread.delete(path);
    }
    for (const trouble of this.#troubles)
      if (trouble === path || isBelow(trouble)) this.#troubles.delete(trouble);
    for (const record of this.#recordsOf(path, what)) {
      if (record.class === 'write-once') return { alarm: 'WRITE_ONCE_CHANGED', path: record.path };
    }
    return 'changed';
  }

  #recordsOf(path: BytePath, what: 'file' | 'folder'): Iterable<FileRecord> {
    if (what === 'folder') return this.#journal.filesBelow(this.#run, path);
    const record = this.#journal.file(this.#run, path);
    return record === undefined ? [] : [record];
  }
}
