import type { Task } from '@seqwarden/cases/state';
import { counted } from '@seqwarden/runfolder';
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

/** Whose else a task is. */
export interface OtherSites {
  /** Id of the register of another site that asks for it; null: it is this site's, or that of several. */
  readonly other: (task: Task) => string | null;
  /** Ids of the registers of other sites for which it is done too, where it is that of several. */
  readonly shared: (task: Task) => readonly string[];
}

const NO_OTHERS: OtherSites = { other: () => null, shared: () => [] };

/** `tasks` in their order, a line for each act; `day` is today. */
export function tasksText(
  tasks: readonly Task[],
  day: string,
  person: (recipient: string) => string,
  { other, shared }: OtherSites = NO_OTHERS,
): string {
  if (tasks.length === 0) return 'nothing is to be done\n';
  const lines = taskLines(tasks);
  const rows = lines
    .slice(0, MOST_SHOWN)
    .map(line => [
      dueText(line[0], day),
      taskWhat(line[0]),
      aboutText(line, other(line[0]), shared(line[0])),
      taskWho(line[0], person),
    ]);
  const more = lines.length - rows.length;
  const rest = more > 0 ? `and ${more} more; --case shows those of one case, --json all\n` : '';
  const late = lines.map(([task]) => task).filter(task => isOverdue(task, day));
  return `${columns(rows)}${rest}${counted(lines.length, 'task')}${overdueText(late, other)}, as of ${day}\n`;
}

function overdueText(late: readonly Task[], other: OtherSites['other']): string {
  const others = late.filter(task => other(task) !== null).length;
  if (late.length === 0) return '';
  return `, ${late.length} overdue${others === 0 ? '' : ` (${others} of other sites)`}`;
}

function aboutText(
  [task, ...more]: readonly [Task, ...Task[]],
  register: string | null,
  shared: readonly string[],
): string {
  const about = taskAbout(
    task,
    [task, ...more].flatMap(({ vulnerability }) => vulnerability ?? []),
  );
  if (register !== null) return `${about}, of the register ${shortId(register)}`;
  return shared.length === 0 ? about : `${about}, shared with the register ${shared.map(shortId).join(', ')}`;
}

function dueText(task: Task, day: string): string {
  if (task.dueOn === null) return isReopened(task) ? 'came back' : '-';
  if (isOverdue(task, day)) return `overdue since ${task.dueOn}`;
  return task.dueOn === day ? 'due today' : `by ${task.dueOn}`;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
