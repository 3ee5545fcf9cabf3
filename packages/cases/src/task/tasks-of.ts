import type { ItemState, State, Task } from '../state/index.ts';
import { caseTasks, closeCaseTasks } from './case-tasks.ts';
import { incidentTasks } from './incident-tasks.ts';
import { itemTasks } from './item-tasks.ts';
import { knownOf } from './known.ts';
import { noticeTasks } from './notice-tasks.ts';

/** All that somebody has to do, by the day on which it is due (what has none last), then kind, then id. */
export function tasksOf(state: State): Task[] {
  const known = knownOf(state);
  const items = itemsOfCases(state);
  const tasks = [
    ...state.items.flatMap(item => itemTasks(item, known)),
    ...state.notices.flatMap(notice => noticeTasks(notice, known)),
    ...state.cases.flatMap(one => caseTasks(one, items.get(one.id) ?? [], known)),
    ...state.incidents.flatMap(incidentTasks),
  ];
  return [...tasks, ...closeCaseTasks(state.cases, items, tasks)].sort(byDay);
}

function itemsOfCases({ items }: State): Map<string, ItemState[]> {
  const found = new Map<string, ItemState[]>();
  for (const item of items) {
    for (const id of item.cases) {
      const known = found.get(id);
      if (known === undefined) found.set(id, [item]);
      else known.push(item);
    }
  }
  return found;
}

/** Sorts behind every day. */
const NO_DAY = '~';

function byDay(a: Task, b: Task): number {
  return compare(a.dueOn ?? NO_DAY, b.dueOn ?? NO_DAY) || compare(a.kind, b.kind) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
