import type { BytePath } from '@seqwarden/proof';
import { closeRoot, HeldTree } from '../host/held-tree.ts';
import { openRun } from '../host/run-place.ts';
import type { NewBytes, Slot } from '../journal/records.ts';
import { journalUploads } from './journal-uploads.ts';
import { openPlaces } from './open-places.ts';
import { dueOf, type RunContext } from './run-context.ts';
import type { RunStanding } from './run-standing.ts';
import { takeBag } from './take-bag.ts';
import type { FileToTake } from './take-over.ts';

export interface BagStep {
  /** Destinations where a seal was found, as a mask. */
  readonly sealed: number;
  /** Files that could not be read now. */
  readonly unread: Iterable<BytePath>;
}

/** Takes one bag over, and says to the run what came of it. Throws SOURCE_*, RUN_*. */
export async function bagStep(
  context: RunContext,
  standing: RunStanding,
  bag: readonly FileToTake[],
): Promise<BagStep> {
  const { record, path, journal, spend, now, signal, allowance, buffer, traffic } = context;
  await using opened = new AsyncDisposableStack();
  const bytes = bag.reduce((sum, { size }) => sum + size, 0);
  const wanted = bag.reduce((all, { action }) => all | (action.kind === 'compare' ? 0 : action.to), 0);
  const due = dueOf(context).filter(({ slot }) => wanted & (1 << slot));
  const source = openRun(path);
  opened.defer(() => closeRoot(source.root));
  const uploadsTo = (slot: Slot) => journalUploads({ journal, run: record.id, slot, now });
  const { places, sealed, failed } = await openPlaces(due, source.name, bytes, uploadsTo, opened);
  await standing.blame(failed);
  const tree = new HeldTree(source.root);
  opened.defer(() => tree.close());
  const ends = () => signal.aborted || allowance.isOff;
  const moved = async (read: number) => {
    traffic.moved(record.id, places.keys(), read);
    await spend(read);
  };
  const tools = { source: tree, ...statesOf(context), buffer, places, spend: moved };
  const result = await takeBag({ ...tools, root: source.root, journal, run: record.id, now, ends }, bag);

  for (const [slot, written] of result.written) traffic.copied(slot, written);
  await standing.blame(result.failed);
  for (const one of due) if (places.has(one.slot) && !result.failed.has(one.slot)) one.worked();
  const [unread] = result.unread.values();
  standing.sayUnread(unread);
  const { alarm } = result;
  if (alarm !== undefined) standing.alarm(alarm.code, alarm.path, alarm.slot);
  return { sealed, unread: result.unread.keys() };
}

function statesOf({ journal, record: { id }, now }: RunContext) {
  return {
    earlier: (file: BytePath) => journal.earlierOf(id, file),
    announced: (file: BytePath) => journal.announcedOf(id, file),
    announce: (file: BytePath, bytes: NewBytes) => journal.noteReplacing(id, file, bytes, now()),
  };
}
