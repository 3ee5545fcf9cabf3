import type { BytePath } from '@seqwarden/proof';
import { closeRoot, HeldTree, type TreeRoot } from '../../host/held-tree.ts';
import { openRun } from '../../host/run-place.ts';
import type { NewBytes, Slot } from '../../journal/records.ts';
import { BAG } from '../files/bags.ts';
import { takeBag } from '../files/take-bag.ts';
import type { FileToTake, Place } from '../files/take-over.ts';
import { journalUploads } from '../places/journal-uploads.ts';
import { openPlaces } from '../places/open-places.ts';
import type { UsedDestination } from '../places/used-destination.ts';
import { dueOf, type RunContext } from './run-context.ts';
import type { RunStanding } from './run-standing.ts';

export interface BagStep {
  /** Destinations where a seal was found, as a mask. */
  readonly sealed: number;
  /** Files that could not be read now. */
  readonly unread: Iterable<BytePath>;
}

/** A run's source, and its places with their locks, as long as a bag is on its way. */
export interface OpenedRun {
  readonly root: TreeRoot;
  readonly places: ReadonlyMap<Slot, Place>;
  /** As in {@link BagStep}. */
  readonly sealed: number;
}

export interface Turns {
  /** What another bag of the run has open, in the midst of which this one is taken. */
  readonly within?: OpenedRun | undefined;
  /** Is awaited each time that so much was read as a bag may hold: others have their turn, which may use the buffer. */
  readonly between?: ((opened: OpenedRun) => Promise<void>) | undefined;
}

/** Takes one bag over, and says to the run what came of it. Throws SOURCE_*, RUN_*. */
export async function bagStep(
  context: RunContext,
  standing: RunStanding,
  bag: readonly FileToTake[],
  { within, between }: Turns = {},
): Promise<BagStep> {
  const { record, journal, spend, now, signal, allowance, buffer, traffic } = context;
  await using opened = new AsyncDisposableStack();
  const wanted = bag.reduce((all, { action }) => all | (action.kind === 'compare' ? 0 : action.to), 0);
  const due = dueOf(context).filter(({ slot }) => wanted & (1 << slot));
  const run = within ?? (await openForBag(context, standing, due, bag, opened));
  const { root, sealed } = run;
  const places = new Map([...run.places].filter(([slot]) => due.some(used => used.slot === slot)));
  const tree = new HeldTree(root);
  opened.defer(() => tree.close());
  const ends = () => signal.aborted || allowance.isOff;
  let sinceTurn = 0;
  const moved = async (read: number) => {
    traffic.moved(record.id, places.keys(), read);
    await spend(read);
    sinceTurn += read;
    if (between === undefined || sinceTurn < BAG.bytes || ends()) return;
    sinceTurn = 0;
    await between(run);
  };
  const tools = { source: tree, ...statesOf(context), buffer, places, spend: moved };
  const result = await takeBag({ ...tools, root, journal, run: record.id, now, ends }, bag);

  for (const [slot, written] of result.written) traffic.copied(slot, written);
  await standing.blame(result.failed);
  for (const one of due) if (places.has(one.slot) && !result.failed.has(one.slot)) one.worked();
  const [unread] = result.unread.values();
  standing.sayUnread(unread);
  const { alarm } = result;
  if (alarm !== undefined) standing.alarm(alarm.code, alarm.path, alarm.slot);
  return { sealed, unread: result.unread.keys() };
}

async function openForBag(
  { path, journal, record, now, busyPlaces }: RunContext,
  standing: RunStanding,
  due: readonly UsedDestination[],
  bag: readonly FileToTake[],
  opened: AsyncDisposableStack,
): Promise<OpenedRun> {
  const bytes = bag.reduce((sum, { size }) => sum + size, 0);
  const source = openRun(path);
  opened.defer(() => closeRoot(source.root));
  const uploadsTo = (slot: Slot) => journalUploads({ journal, run: record.id, slot, now });
  const { places, sealed, failed } = await openPlaces(due, source.name, bytes, uploadsTo, opened);
  for (const slot of places.keys()) busyPlaces.free(slot);
  await standing.blame(failed);
  return { root: source.root, places, sealed };
}

function statesOf({ journal, record: { id }, now }: RunContext) {
  return {
    earlier: (file: BytePath) => journal.earlierOf(id, file),
    announced: (file: BytePath) => journal.announcedOf(id, file),
    announce: (file: BytePath, bytes: NewBytes) => journal.noteReplacing(id, file, bytes, now()),
  };
}
