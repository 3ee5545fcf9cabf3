import type { IncidentState, Task } from '../state/index.ts';
import { task } from './task.ts';

/** What is to be done about one incident. A duty is not over because the incident was closed. */
export function incidentTasks(incident: IncidentState): Task[] {
  const { id, opened, standing, duties } = incident;
  const base = { incident: id, case: opened.says.case, register: registerOf(incident) };
  const due = duties.flatMap(({ duty, decideBy, decision, reported }): Task[] => {
    const about = { ...base, about: duty, who: { right: 'decide' } } as const;
    if (decision === null) return [task('decide_duty', [id, duty], { ...about, dueOn: decideBy })];
    if (decision.answer === 'do_not_report' || reported !== null) return [];
    const record = decision.record.identity;
    return [task('report_duty', [id, duty], { ...about, who: null, record, dueOn: decision.reportBy })];
  });
  if (due.length > 0 || standing === 'closed') return due;
  return [task('close_incident', [id], { ...base, who: { right: 'close' } })];
}

/** The one register in which it was opened; null: there are several, and who says that he was first takes it from no other site. */
function registerOf({ opened, history }: IncidentState): string | null {
  const isOfOther = history.some(
    ({ record, says }) => says.action === 'opened' && record.log !== opened.record.log,
  );
  return isOfOther ? null : opened.record.log;
}
