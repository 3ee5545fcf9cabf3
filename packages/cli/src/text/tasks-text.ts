import type { Task } from '@seqwarden/cases/state';
import { counted } from '@seqwarden/runfolder';
import { otherSiteOf } from '../casework/own-tasks.ts';
import { shortId } from './case-words.ts';
import { columns } from './columns.ts';
import { taskLines } from './task-lines.ts';
import { taskAbout, taskWhat, taskWho } from './task-words.ts';

/** Longer lists are read by nobody. */
const MOST_SHOWN = 100;

/** Overdue ones and what came back first, then by the day, then what has none. */
export function inOrder(tasks: readonly Task[], day: string): Task[] {
  const rank = (task: Task) =>
    isOverdue(task, day) ? 0 : isReopened(task) ? 1 : task.dueOn === null ? 3 : 2;
  return tasks
    .map((task, at) => ({ task, at, rank: rank(task), dueOn: task.dueOn ?? '' }))
    .sort((a, b) => a.rank - b.rank || compare(a.dueOn, b.dueOn) || a.at - b.at)
    .map(({ task }) => task);
}

export function isOverdue({ dueOn }: Task, day: string): boolean {
  return dueOn !== null && dueOn < day;
}

export function isReopened({ kind }: Task): boolean {
  return kind === 'look_at_reopened';
}

/** `tasks` in their order, a line for each act; `day` is today, `log` the id of the register that asks; left out: none of them is another site's. */
export function tasksText(
  tasks: readonly Task[],
  day: string,
  person: (recipient: string) => string,
  log?: string,
): string {
  if (tasks.length === 0) return 'nothing is to be done\n';
  const lines = taskLines(tasks);
  const other = (task: Task) => (log === undefined ? null : otherSiteOf(task, { log }));
  const rows = lines
    .slice(0, MOST_SHOWN)
    .map(line => [
      dueText(line[0], day),
      taskWhat(line[0]),
      aboutText(line, other(line[0])),
      taskWho(line[0], person),
    ]);
  const more = lines.length - rows.length;
  const rest = more > 0 ? `and ${more} more; --case shows those of one case, --json all\n` : '';
  const late = lines.map(([task]) => task).filter(task => isOverdue(task, day));
  return `${columns(rows)}${rest}${counted(lines.length, 'task')}${overdueText(late.length, late.filter(task => other(task) !== null).length)}, as of ${day}\n`;
}

function overdueText(late: number, others: number): string {
  if (late === 0) return '';
  return `, ${late} overdue${others === 0 ? '' : ` (${others} of other sites)`}`;
}

function aboutText([task, ...more]: readonly [Task, ...Task[]], register: string | null): string {
  const about = taskAbout(
    task,
    [task, ...more].flatMap(({ vulnerability }) => vulnerability ?? []),
  );
  return register === null ? about : `${about}, of the register ${shortId(register)}`;
}

function dueText(task: Task, day: string): string {
  if (task.dueOn === null) return isReopened(task) ? 'came back' : '-';
  if (isOverdue(task, day)) return `overdue since ${task.dueOn}`;
  return task.dueOn === day ? 'due today' : `by ${task.dueOn}`;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
