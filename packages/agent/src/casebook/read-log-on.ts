import {
  asItBegins,
  type EntryJudge,
  KnownPast,
  type KnownState,
  pastOf,
  type ReadEntry,
} from '@seqwarden/log/reading';
import { equalBytes, SeqwardenError } from '@seqwarden/proof';
import {
  CHECKPOINT_FILE,
  type Checkpoint,
  leafHash,
  openCheckpoint,
  readBundle,
  TILE_WIDTH,
  type TileReader,
  TreeEdge,
  type VerifierKey,
} from '@seqwarden/proof/log';
import { sha256 } from '../host/sha256.ts';

/** A log to be read, wherever its files lie. Nothing of it is believed but what its key signed. */
export interface LogToRead {
  readonly key: VerifierKey;
  readonly read: TileReader;
  /** Must be in its past. */
  readonly known: readonly KnownState[];
}

export interface ReadOn {
  /** Has judged all entries that were read before. */
  readonly judge: EntryJudge;
  /** The state until which the log was read before; size 0: not at all. */
  readonly before: Pick<Checkpoint, 'size' | 'root'>;
  /** Is told each entry in order, once it was judged, and what is wrong with it; undefined: nothing. */
  readonly onEntry: (entry: ReadEntry, problem: SeqwardenError | undefined) => void;
  readonly onProgress?: ((entries: number, size: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a log on from where it was read until, as of its latest checkpoint, which it returns. What was told counts only once this returns: that the entries are those that
 * were signed, and continue what was read before, is known with the last one.
 *
 * @throws SeqwardenError LOG_UNREADABLE; LOG_BEHIND: the log is shorter than what was read or is known; LOG_FORKED: its history is another; LOG_DAMAGED: its files are not what it
 * signed; NOTE_MALFORMED, CHECKPOINT_*, TILE_MALFORMED; the signal's reason
 */
export async function readLogOn({ key, read, known }: LogToRead, on: ReadOn): Promise<Checkpoint> {
  const file = await read(CHECKPOINT_FILE);
  if (file === undefined) throw new SeqwardenError('LOG_UNREADABLE', 'the register has no head');
  const { checkpoint } = await openCheckpoint(file, key);
  const { size, root } = checkpoint;
  const { before } = on;
  for (const { label, checkpoint: seen } of [{ label: 'an earlier reading', checkpoint: before }, ...known])
    if (seen.size > size)
      throw new SeqwardenError(
        'LOG_BEHIND',
        `the register has ${size} entries, and ${label} has seen ${seen.size}`,
      );
  const edge = await TreeEdge.load(sha256, asItBegins(read, size), before.size);
  if (before.size > 0 && !equalBytes(edge.root(), before.root)) throw notAsSigned();
  for (const one of known) {
    const { size: seen, root: as } = one.checkpoint;
    if (seen < before.size && !equalBytes((await pastOf(read, checkpoint, seen)).root, as)) throw forked(one);
  }
  const past = new KnownPast(known.filter(one => one.checkpoint.size >= before.size));
  past.compare(edge);
  await readEntries(read, checkpoint, edge, past, on);
  // Only what the log signed is a history; files that are not what it signed say nothing of one.
  if (!equalBytes(edge.root(), root)) throw notAsSigned();
  const [other] = past.others;
  if (other !== undefined) throw forked(other);
  return checkpoint;
}

async function readEntries(
  read: TileReader,
  { size }: Checkpoint,
  edge: TreeEdge,
  past: KnownPast<KnownState>,
  { judge, onEntry, onProgress, signal }: ReadOn,
): Promise<void> {
  // While the signatures of one bundle are checked on other threads, the next one is read here.
  let told: Promise<void> | undefined;
  while (edge.size < size) {
    signal?.throwIfAborted();
    const entries = await readBundle(read, Math.floor(edge.size / TILE_WIDTH), size);
    const judged: { readonly entry: ReadEntry; readonly problem: Promise<SeqwardenError | undefined> }[] = [];
    for (const file of entries.slice(edge.size % TILE_WIDTH)) {
      judged.push(await judge.take(edge.size, file));
      edge.append(leafHash(sha256, file));
      past.compare(edge);
    }
    // Nobody needs them here, and they would fill the memory.
    edge.takeFullTiles();
    await told;
    told = tell(judged, onEntry);
    onProgress?.(edge.size, size);
  }
  await told;
}

function tell(
  judged: readonly { readonly entry: ReadEntry; readonly problem: Promise<SeqwardenError | undefined> }[],
  onEntry: ReadOn['onEntry'],
): Promise<void> {
  return Promise.all(judged.map(({ problem }) => problem)).then(problems => {
    for (const [at, { entry }] of judged.entries()) onEntry(entry, problems[at]);
  });
}

function notAsSigned(): SeqwardenError {
  return new SeqwardenError('LOG_DAMAGED', 'the entries of the register are not those that it signed');
}

function forked({ label, checkpoint }: KnownState): SeqwardenError {
  return new SeqwardenError(
    'LOG_FORKED',
    `the first ${checkpoint.size} entries of the register are not those that ${label} has seen`,
  );
}
