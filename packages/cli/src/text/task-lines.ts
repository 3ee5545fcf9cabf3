import type { Task } from '@seqwarden/cases/state';
import { installedKey } from '@seqwarden/proof/acts';

/** Acts on one record: of two records each has to be checked, or proven, for itself. */
const OF_A_RECORD: ReadonlySet<Task['kind']> = new Set(['check_patch', 'prove_patch']);

/** Tasks that are one act on one installation, whatever number of vulnerabilities it is about; each list in the order of its first. */
export function taskLines(tasks: readonly Task[]): [Task, ...Task[]][] {
  const lines = new Map<string, [Task, ...Task[]]>();
  for (const task of tasks) {
    const key = actOf(task);
    const line = lines.get(key);
    if (line === undefined) lines.set(key, [task]);
    else line.push(task);
  }
  return [...lines.values()];
}

function actOf(task: Task): string {
  const { installed, vulnerability, kind, case: of, record, register, who, dueOn, about } = task;
  if (installed === null || vulnerability === null) return task.id;
  const one = OF_A_RECORD.has(kind) ? record : null;
  return JSON.stringify([kind, installedKey(installed), of, one, register, who, dueOn, about]);
}
