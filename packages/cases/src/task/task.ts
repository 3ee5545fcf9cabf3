import type { Task, TaskKind } from '../state/index.ts';

type Rest = Omit<Task, 'id' | 'kind'>;

const NOTHING: Rest = {
  case: null,
  incident: null,
  notice: null,
  installed: null,
  vulnerability: null,
  record: null,
  register: null,
  who: null,
  dueOn: null,
  about: null,
};

/** `about` is what, with the kind, tells this task from all others, for as long as it is to be done. */
export function task(kind: TaskKind, about: readonly (string | null)[], rest: Partial<Rest>): Task {
  return { id: JSON.stringify([kind, ...about]), kind, ...NOTHING, ...rest };
}
