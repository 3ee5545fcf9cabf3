import { compose, type Part, type ThreadKey, type ThreadKind } from '@seqwarden/cases/reduce';
import type { State, Task } from '@seqwarden/cases/state';
import { tasksOf } from '@seqwarden/cases/task';
import { type Brief, devicesOf } from './brief.ts';
import type { CasebookStore } from './casebook-store.ts';

/** All that the records at hand amount to. */
export function stateIn(store: CasebookStore): State {
  return compose(partsIn(store, ''), store.strays());
}

/** The state for who asks of one device, by its serial, or its model where it has none: all cases and incidents, and of items and installations those of devices that are called so. */
export function stateOfDevice(store: CasebookStore, called: string): State {
  const devices = store
    .threadsOf('device')
    .filter(thread => isCalled(thread, called))
    .flatMap(thread => store.part<Part>(thread) ?? []);
  return compose([...partsIn(store, 'case'), ...partsIn(store, 'incident'), ...devices], []);
}

/** As `deviceThread` names it. */
function isCalled(thread: ThreadKey, called: string): boolean {
  const [, model, serial]: readonly unknown[] = JSON.parse(thread.slice('device/'.length));
  return (serial ?? model) === called;
}

/** Of every kind, or of one. */
function* partsIn(store: CasebookStore, kind: ThreadKind | ''): Generator<Part> {
  for (const [, part] of store.partsOf<Part>(kind)) yield part;
}

/**
 * The state for who asks what is to be done: of items only those that are open, one of each vulnerability for the others; no installations, and of what does not count only a
 * part. It is much smaller than the state of all.
 */
export function overviewOf(store: CasebookStore): State {
  const kinds = ['case', 'notice', 'incident', 'rights'] as const;
  const others = kinds.flatMap(kind => [...partsIn(store, kind)]);
  return compose([...others, ...devicesOf(store.briefs<Brief>())], []);
}

const TASKS = 'tasks';

export function tasksIn(store: CasebookStore): readonly Task[] {
  return store.answer<Task[]>(TASKS) ?? tasksOf(overviewOf(store));
}

/** For who asks next. Inside a transaction. */
export function keepTasks(store: CasebookStore): void {
  if (store.answer(TASKS) === undefined) store.putAnswer(TASKS, tasksIn(store));
}
