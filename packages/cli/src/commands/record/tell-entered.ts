import type { ItemState, Task } from '@seqwarden/cases/state';
import { tasksOf } from '@seqwarden/cases/task';
import { type ActName, type Installed, installedKey } from '@seqwarden/proof/acts';
import type { Desk, EnteredAct } from '../../casework/desk.ts';
import type { Context } from '../../context.ts';
import { installedText, REMEDIATION_WORDS, shortId, vulnerabilityText } from '../../text/case-words.ts';
import { columns } from '../../text/columns.ts';
import { oneLine } from '../../text/one-line.ts';
import { taskWhat } from '../../text/task-words.ts';

/** A record that was entered, and what it says beyond its kind that a program may want. */
export interface Entered extends EnteredAct {
  readonly kind: ActName;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** What was recorded, and what stands open now for the installation that it is about. */
export function tellEntered(
  desk: Desk,
  context: Context,
  told: {
    readonly json: boolean;
    readonly entered: readonly Entered[];
    readonly installed: Installed | null;
  },
): void {
  const state = desk.after();
  const items = told.installed === null ? [] : itemsOf(state.items, told.installed);
  const tasks = items.length === 0 ? [] : tasksOf(state);
  if (told.json) {
    const answer = {
      records: told.entered.map(({ kind, identity, index, more }) => ({
        ...{ kind, record: identity, log: desk.log, index },
        ...more,
      })),
      items: items.map(item => itemJson(item, tasksFor(item, tasks))),
    };
    context.out(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  for (const { kind, identity, index } of told.entered)
    context.out(`recorded ${kind} ${shortId(identity)}, entry ${index} of the register\n`);
  if (items.length > 0 && told.installed !== null)
    context.out(`${installedText(told.installed)} now:\n${itemsText(items, tasks)}`);
}

/** Of a device: of all that is installed on it. */
function itemsOf(items: readonly ItemState[], installed: Installed): readonly ItemState[] {
  const key = installedKey(installed);
  return items.filter(
    one => installedKey(one.installed) === key || installedKey({ ...one.installed, id: null }) === key,
  );
}

function itemsText(items: readonly ItemState[], tasks: readonly Task[]): string {
  return columns(
    items.map(item => [
      `  ${oneLine(item.installed.id ?? 'device')}`,
      vulnerabilityText(item.vulnerability),
      [REMEDIATION_WORDS[item.remediation], ...tasksFor(item, tasks).map(taskWhat)].join('; '),
    ]),
  );
}

function itemJson({ installed, vulnerability, verdict, remediation }: ItemState, tasks: readonly Task[]) {
  return { installed, vulnerability, verdict, remediation, tasks: tasks.map(({ kind }) => kind) };
}

function tasksFor({ installed, vulnerability }: ItemState, tasks: readonly Task[]): readonly Task[] {
  const key = installedKey(installed);
  return tasks.filter(
    task =>
      task.installed !== null && installedKey(task.installed) === key && task.vulnerability === vulnerability,
  );
}
