import type { BytePath, ErrorCode } from '@seqwarden/proof';
import { fileClass, isMarker } from '@seqwarden/runfolder';
import type { JournalReader } from '../journal/journal-reader.ts';
import type { RunId } from '../journal/records.ts';
import { type FileAttributes, sameAttributes } from '../scan/file-attributes.ts';
import type { Observation } from '../scan/observation.ts';
import { decideFile } from './decide-file.ts';
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

/** What of an observation matters to the run as a whole. */
export type Meaning = 'changed' | 'nothing' | { readonly alarm: ErrorCode; readonly path: BytePath };

/** Milliseconds from a reading that failed to the next try. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;

/**
 * Files of one run that were seen and are not yet where they belong. Markers are none of them: they get their names after the seal. Memory
 * grows with what waits, not with the run.
 */
export class PendingFiles {
  readonly #run: RunId;
  readonly #journal: Pick<JournalReader, 'file' | 'files'>;
  /** All destinations of the run, as a mask. */
  readonly #all: number;
  readonly #seen = new Map<BytePath, Seen>();
  readonly #troubles = new Set<BytePath>();
  /** Files that could not be read, and when each is tried again. */
  readonly #unread = new Map<BytePath, { readonly pause: number; readonly until: number }>();

  constructor(run: RunId, journal: Pick<JournalReader, 'file' | 'files'>, all: number) {
    this.#run = run;
    this.#journal = journal;
    this.#all = all;
  }

  /** Files that wait, and entries that could not be looked at. */
  get count(): number {
    return this.#seen.size + this.#troubles.size;
  }

  /** `at`: by the scan's clock. `isOver`: nothing is taken over any more, and only what differs from the journal counts. */
  observe(seen: Observation, at: number, isOver: boolean): Meaning {
    if (isOver) return this.#isLate(seen) ? 'changed' : 'nothing';
    switch (seen.kind) {
      case 'appeared':
      case 'changed': {
        this.#clear(seen.path);
        this.#unread.delete(seen.path);
        if (isMarker(seen.path)) return 'changed';
        const record = this.#journal.file(this.#run, seen.path);
        const same = record !== undefined && sameAttributes(record.attributes, seen.attributes);
        if (!same || (this.#all & ~record.held) !== 0)
          this.#seen.set(seen.path, { attributes: seen.attributes, since: at });
        return same ? 'nothing' : 'changed';
      }
      case 'vanished':
        return this.#forget(seen.path);
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
    this.#seen.set(path, { attributes, since, differs: true });
  }

  /** A file that could not be read is left alone for a while, each time for longer: else nothing else would be done. */
  noteUnread(path: BytePath, at: number): void {
    const before = this.#unread.get(path)?.pause ?? FIRST_PAUSE / 2;
    const pause = Math.min(before * 2, LONGEST_PAUSE);
    this.#unread.set(path, { pause, until: at + pause });
  }

  /**
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
    for (const [path, seen] of this.#seen) {
      if (now < (this.#unread.get(path)?.until ?? now)) continue;
      const { attributes, since } = seen;
      const looked = lookedAt(path.slice(0, Math.max(0, path.lastIndexOf('/')))) ?? since;
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
      if (action.kind === 'alarm') return { files: [], alarm: { code: action.code, path } };
      if (action.kind === 'wait') continue;
      if (action.kind !== 'nothing') files.push({ path, class: kind, size: attributes.size, record, action });
      // What only a destination lacks that cannot be reached now gets there before the seal, see finish-run.ts.
      else if (record !== undefined && sameAttributes(record.attributes, attributes)) {
        this.#seen.delete(path);
        this.#unread.delete(path);
      }
    }
    return { files, alarm: undefined };
  }

  #isLate(seen: Observation): boolean {
    if (seen.kind !== 'appeared' && seen.kind !== 'changed') return false;
    // Those of the run itself are in no journal; those of an onboard analysis come with an addendum.
    if (isMarker(seen.path) && !seen.path.includes('/')) return false;
    const record = this.#journal.file(this.#run, seen.path);
    return record === undefined || !sameAttributes(record.attributes, seen.attributes);
  }

  #clear(path: BytePath): void {
    if (this.#troubles.size === 0) return;
    for (const trouble of this.#troubles)
      if (trouble === path || path.startsWith(`${trouble}/`)) this.#troubles.delete(trouble);
  }

  /** Of files that were written once nobody takes one away, unless something is wrong. Others are looked for again before the seal. */
  #forget(path: BytePath): Meaning {
    const isGone = (other: BytePath) => other === path || other.startsWith(`${path}/`);
    for (const seen of this.#seen.keys()) if (isGone(seen)) this.#seen.delete(seen);
    for (const unread of this.#unread.keys()) if (isGone(unread)) this.#unread.delete(unread);
    for (const trouble of this.#troubles) if (isGone(trouble)) this.#troubles.delete(trouble);
    for (const record of this.#journal.files(this.#run)) {
      if (record.class === 'write-once' && isGone(record.path))
        return { alarm: 'WRITE_ONCE_CHANGED', path: record.path };
    }
    return 'changed';
  }
}
