import { Persons } from '../authority/index.ts';
import type { Entry, PlacedAct, RecordRef, State, Uncounted } from '../state/index.ts';
import { compose } from './compose.ts';
import { push } from './order.ts';
import type { Choice, Part } from './parts.ts';
import { reduceThread } from './reduce-thread.ts';
import { deviceThread, isThreadOf, recordThread, type ThreadKey, threadOf } from './thread.ts';

/**
 * The state of entries that come one after the other, in any order and however often: only the threads that they touch are made anew. Of each log it wants what stands before an act, too;
 * what an act refers to is looked for among all.
 */
export class Reduction {
  readonly #acts = new Map<ThreadKey, PlacedAct[]>();
  /** By identity; a record may stand at several places. */
  readonly #records = new Map<string, PlacedAct[]>();
  readonly #corrected = new Map<string, RecordRef>();
  /** By device, then by the thread of the case. */
  readonly #choices = new Map<ThreadKey, Map<ThreadKey, readonly Choice[]>>();
  readonly #parts = new Map<ThreadKey, Part>();
  readonly #uncounted: Uncounted[] = [];
  readonly #persons = new Persons();
  /** Threads of which the part is not what they come to. */
  readonly #touched = new Set<ThreadKey>();

  add(entry: Entry): void {
    if ('uncounted' in entry) {
      this.#uncounted.push(entry.uncounted);
      return;
    }
    if ('onePerson' in entry) {
      if (this.#persons.take(entry.onePerson)) this.#touchDevices();
      return;
    }
    const { placed } = entry;
    const key = threadOf(placed);
    push(this.#acts, key, placed);
    push(this.#records, placed.identity, placed);
    this.#touched.add(key);
    const corrections = recordThread(placed.identity);
    if (this.#acts.has(corrections)) this.#touched.add(corrections);
  }

  /** Of all threads those of devices are the ones in which it matters whether two keys are one person's. */
  #touchDevices(): void {
    for (const key of this.#acts.keys()) if (isThreadOf('device', key)) this.#touched.add(key);
  }

  /** The state of all that was added. */
  state(): State {
    this.#refresh();
    return compose(this.#parts.values(), this.#uncounted);
  }

  /** Why an act would not count, were it added; undefined: it would. It is not added. Takes time by its thread alone. */
  whyNot(placed: PlacedAct): Uncounted['why'] | undefined {
    this.#refresh();
    const { uncounted } = this.#reduce(threadOf(placed), placed);
    const { log, index, identity } = placed;
    return uncounted.find(one => one.log === log && one.index === index && one.identity === identity)?.why;
  }

  /** Corrections first, then cases: others are given what these come to. */
  #refresh(): void {
    for (const key of this.#touched) if (isThreadOf('record', key)) this.#refreshRecord(key);
    for (const key of this.#touched) if (isThreadOf('case', key)) this.#refreshCase(key);
    for (const key of this.#touched) this.#parts.set(key, this.#reduce(key));
    this.#touched.clear();
  }

  #refreshRecord(key: ThreadKey): void {
    this.#touched.delete(key);
    const identity = key.slice(recordThread('').length);
    const part = this.#reduce(key);
    this.#parts.set(key, part);
    const by = part.of === 'record' ? part.correctedBy : null;
    if (by === null) this.#corrected.delete(identity);
    else this.#corrected.set(identity, by);
    for (const placed of this.#records.get(identity) ?? []) {
      const touched = threadOf(placed);
      if (!isThreadOf('record', touched)) this.#touched.add(touched);
    }
  }

  #refreshCase(key: ThreadKey): void {
    this.#touched.delete(key);
    const before = this.#parts.get(key);
    const part = this.#reduce(key);
    this.#parts.set(key, part);
    const [was, is] = [before, part].map(one => choicesByDevice(one));
    for (const device of new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])) {
      const choices = is?.get(device) ?? [];
      if (JSON.stringify(was?.get(device) ?? []) === JSON.stringify(choices)) continue;
      const known = this.#choices.get(device) ?? new Map<ThreadKey, readonly Choice[]>();
      this.#choices.set(device, known.set(key, choices));
      this.#touched.add(device);
    }
  }

  #reduce(key: ThreadKey, more?: PlacedAct): Part {
    const acts = this.#acts.get(key) ?? [];
    return reduceThread(key, {
      acts: more === undefined ? acts : [...acts, more],
      corrected: this.#corrected,
      choices: [...(this.#choices.get(key)?.values() ?? [])].flat(),
      record: this.#records.get(isThreadOf('record', key) ? key.slice(recordThread('').length) : '') ?? [],
      persons: this.#persons,
    });
  }
}

function choicesByDevice(part: Part | undefined): Map<ThreadKey, Choice[]> {
  const found = new Map<ThreadKey, Choice[]>();
  if (part?.of === 'case')
    for (const choice of part.choices) push(found, deviceThread(choice.installed), choice);
  return found;
}
