import { compose, type Part, type ThreadKind } from '@seqwarden/cases/reduce';
import type { State, Task } from '@seqwarden/cases/state';
import { tasksOf } from '@seqwarden/cases/task';
import { type Brief, devicesOf } from './brief.ts';
import type { CasebookStore } from './casebook-store.ts';

/** All that the records at hand amount to. */
export function stateIn(store: CasebookStore): State {
  return compose(partsIn(store, ''), store.strays());
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
