import { Persons } from '@seqwarden/cases/authority';
import {
  type Choice,
  type Corrected,
  deviceThread,
  type Given,
  isThreadOf,
  type Part,
  recordThread,
  reduceThread,
  type ThreadKey,
  threadOf,
} from '@seqwarden/cases/reduce';
import type { Entry, PlacedAct, RecordRef, Uncounted } from '@seqwarden/cases/state';
import { briefOf } from './brief.ts';
import type { CasebookStore } from './casebook-store.ts';

/** Acts of which it matters whose key signed them. */
const IN_HAND: ReadonlySet<PlacedAct['act']['kind']> = new Set(['patch', 'mitigation', 'check']);

/** Keeps what an entry says. Returns the threads in which it says something; of persons it says it in none, see `threadsOfChanged`. */
export function keepEntry(store: CasebookStore, entry: Entry): ThreadKey[] {
  if ('placed' in entry) return keepAct(store, entry.placed);
  if ('onePerson' in entry) store.addPerson(entry.onePerson);
  else store.addStray(entry.uncounted);
  return [];
}

/** Whose key is whose, by all logs that were read. */
export function personsIn(store: CasebookStore): Persons {
  return new Persons(store.persons());
}

/** The threads in which keys checked something, or recorded what is checked, that were another person's before. */
export function threadsOfChanged(store: CasebookStore, before: Persons): ThreadKey[] {
  return personsIn(store)
    .changedSince(before)
    .flatMap(key => store.threadsOfHand(key));
}

/** Keeps an act. Returns the threads in which it says something: its own, and that of its corrections where some came before it. */
export function keepAct(store: CasebookStore, act: PlacedAct): ThreadKey[] {
  const thread = threadOf(act);
  store.addAct(thread, act);
  if (IN_HAND.has(act.act.kind)) store.addHand(act.signer, thread);
  const corrections = recordThread(act.identity);
  return store.hasThread(corrections) ? [thread, corrections] : [thread];
}

/**
 * Makes the parts of threads anew in which something was said, or is no longer, and of those that are given something of them: what a record is that was corrected, and the
 * devices on which a case has a say.
 */
export function settle(store: CasebookStore, changed: Iterable<ThreadKey>): void {
  const threads = new Set(changed);
  if (threads.size === 0) return;
  store.dropAnswers();
  for (const thread of threads)
    if (isThreadOf('record', thread)) for (const one of settleRecord(store, thread)) threads.add(one);
  const known = { corrected: correctedIn(store), persons: personsIn(store) };
  for (const thread of threads)
    if (isThreadOf('case', thread)) for (const one of settleCase(store, thread, known)) threads.add(one);
  for (const thread of threads)
    if (!isThreadOf('record', thread) && !isThreadOf('case', thread))
      putPart(store, thread, partOf(store, thread, known));
}

/** Why an act that is not in the log yet would not count; undefined: it would. */
export function refusalOf(store: CasebookStore, trial: PlacedAct): Uncounted['why'] | undefined {
  const thread = threadOf(trial);
  const given = givenTo(store, thread, { corrected: correctedIn(store), persons: personsIn(store) });
  const { uncounted } = reduceThread(thread, { ...given, acts: [...given.acts, trial] });
  return uncounted.find(({ log, index }) => log === trial.log && index === trial.index)?.why;
}

/** Returns the threads of the record, where another word on it counts now. */
function settleRecord(store: CasebookStore, thread: ThreadKey): ThreadKey[] {
  const before = store.part<Part>(thread);
  const part = partOf(store, thread, { corrected: new Map(), persons: new Persons() });
  putPart(store, thread, part);
  const isSame = JSON.stringify(correctionIn(before)) === JSON.stringify(correctionIn(part));
  if (isSame) return [];
  return store
    .actsCalled(identityOf(thread))
    .map(threadOf)
    .filter(one => !isThreadOf('record', one));
}

/** What threads are given of all others. */
type Known = Pick<Given, 'corrected' | 'persons'>;

/** Corrections are few: all of them are held. */
function correctedIn(store: CasebookStore): Corrected {
  const corrected = new Map<string, RecordRef>();
  for (const [thread, part] of store.partsOf<Part>('record')) {
    const by = correctionIn(part);
    if (by !== null) corrected.set(identityOf(thread), by);
  }
  return corrected;
}

function correctionIn(part: Part | undefined): RecordRef | null {
  return part?.of === 'record' ? part.correctedBy : null;
}

/** Returns the devices of which the case says something else now. */
function settleCase(store: CasebookStore, thread: ThreadKey, known: Known): ThreadKey[] {
  const before = choicesByDevice(store.part<Part>(thread));
  const part = partOf(store, thread, known);
  putPart(store, thread, part);
  const now = choicesByDevice(part);
  const devices = new Set([...before.keys(), ...now.keys()]);
  const changed = [...devices].filter(
    one => JSON.stringify(before.get(one)) !== JSON.stringify(now.get(one)),
  );
  if (changed.length > 0) store.putChoices(thread, now);
  return changed;
}

function choicesByDevice(part: Part | undefined): Map<ThreadKey, Choice[]> {
  const choices = part?.of === 'case' ? part.choices : [];
  return Map.groupBy(choices, ({ installed }) => deviceThread(installed));
}

/** undefined: nobody says anything there any more. */
function partOf(store: CasebookStore, thread: ThreadKey, known: Known): Part | undefined {
  const given = givenTo(store, thread, known);
  return given.acts.length + given.choices.length === 0 ? undefined : reduceThread(thread, given);
}

function givenTo(store: CasebookStore, thread: ThreadKey, known: Known): Given {
  return {
    ...known,
    acts: store.actsOf(thread),
    choices: isThreadOf('device', thread) ? store.choicesOn(thread) : [],
    record: isThreadOf('record', thread) ? store.actsCalled(identityOf(thread)) : [],
  };
}

function putPart(store: CasebookStore, thread: ThreadKey, part: Part | undefined): void {
  store.putPart(thread, part);
  if (isThreadOf('device', thread)) store.putBrief(thread, part?.of === 'device' ? briefOf(part) : undefined);
}

function identityOf(thread: ThreadKey): string {
  return thread.slice(recordThread('').length);
}
