import { installedKey } from '@seqwarden/proof/acts';
import type { State, Task } from '../state/index.ts';

/**
 * What is to be done in a case: a task on an installation is one of every case that is about it, whichever it names, since any register may open another one about the same.
 */
export function tasksOfCase(tasks: readonly Task[], { items }: Pick<State, 'items'>, id: string): Task[] {
  const key = (one: Pick<Task, 'installed' | 'vulnerability'>) =>
    one.installed === null ? '' : `${installedKey(one.installed)} ${one.vulnerability}`;
  const about = new Set(items.filter(({ cases }) => cases.includes(id)).map(key));
  return tasks.filter(task => task.case === id || about.has(key(task)));
}
