import { newestByLog } from '../reduce/index.ts';
import type { IncidentState, Task } from '../state/index.ts';
import { task } from './task.ts';

/** What is to be done about one incident, in its own register. A duty is not over because the incident was closed, and nobody decides or reports it for another register. */
export function incidentTasks(incident: IncidentState): Task[] {
  const { id, opened, duties } = incident;
  const register = opened.record.log;
  const base = { incident: id, case: opened.says.case, register };
  const due = duties.flatMap((one): Task[] => {
    const { duty, decideBy, decision } = one;
    const about = { ...base, about: duty };
    const owed = owedBy(one);
    const days = owed.flatMap(({ reportBy }) => reportBy ?? []).sort();
    const decide = { ...about, who: { right: 'decide' }, dueOn: decideBy } as const;
    const report = { ...about, record: owed[0]?.record.identity ?? null, dueOn: days[0] ?? null };
    return [
      ...(decision === null ? [task('decide_duty', [id, register, duty], decide)] : []),
      ...(owed.length > 0 ? [task('report_duty', [id, register, duty], report)] : []),
    ];
  });
  if (due.length > 0) return due;
  return openIn(incident).map(log =>
    task('close_incident', [id, register, ...(log === register ? [] : [log])], {
      ...base,
      register: log,
      who: { right: 'close' },
    }),
  );
}

/**
 * The decisions by which a duty has still to be reported, that of its own register first. That it is to be reported another one may say, too, and then takes it back by its own report; what it says beside
 * that ends nothing here.
 */
export function owedBy({
  decision,
  reported,
  elsewhere,
}: IncidentState['duties'][number]): IncidentState['duties'][number]['elsewhere']['decisions'] {
  if (reported !== null) return [];
  const done = new Set(elsewhere.reported.map(({ record }) => record.log));
  const others = elsewhere.decisions.filter(({ record }) => !done.has(record.log));
  return [...(decision === null ? [] : [decision]), ...others].filter(({ answer }) => answer === 'report');
}

/** The registers in which it was opened, or extended, and not closed since. */
function openIn({ opened, standing, history }: IncidentState): string[] {
  if (standing === 'closed') return [];
  const answers = history.filter(({ says }) => says.action === 'closed' || says.action === 'extended');
  const last = new Map([[opened.record.log, true]]);
  for (const { record, says } of newestByLog(answers, one => one.record))
    last.set(record.log, says.action === 'extended');
  return [...last].filter(([, isOpen]) => isOpen).map(([log]) => log);
}
