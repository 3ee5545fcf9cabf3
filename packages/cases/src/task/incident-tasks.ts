import type { IncidentState, Task } from '../state/index.ts';
import { task } from './task.ts';

/** What is to be done about one incident. A duty is not over because the incident was closed. */
export function incidentTasks(incident: IncidentState): Task[] {
  const { id, opened, standing, duties } = incident;
  const register = opened.record.log;
  const base = { incident: id, case: opened.says.case, register };
  const due = duties.flatMap(({ duty, decideBy, decision, reported }): Task[] => {
    const about = { ...base, about: duty, who: { right: 'decide' } } as const;
    if (decision === null) return [task('decide_duty', [id, register, duty], { ...about, dueOn: decideBy })];
    if (decision.answer === 'do_not_report' || reported !== null) return [];
    const record = decision.record.identity;
    return [
      task('report_duty', [id, register, duty], { ...about, who: null, record, dueOn: decision.reportBy }),
    ];
  });
  if (due.length > 0 || standing === 'closed') return due;
  return [task('close_incident', [id, register], { ...base, who: { right: 'close' } })];
}
