import type { NoticeState, Task, TaskKind } from '../state/index.ts';
import type { Known } from './known.ts';
import { task } from './task.ts';

/** Who released a notice closed the case, too: that of another register may be over there. */
function isClosedFor({ case: id, released }: NoticeState, { partIn, overIn }: Known): boolean {
  const { log } = released.record;
  return partIn.get(id)?.has(log) === true && overIn.get(id)?.(log) === true;
}

/** What is to be done about one notice. */
export function noticeTasks(notice: NoticeState, known: Known): Task[] {
  const { attempts, acknowledged, standing, released } = notice;
  const register = released.record.log;
  if (standing === 'withdrawn' || isClosedFor(notice, known)) return [];
  const { recipient, acknowledgeBy } = released.says;
  const make = (kind: TaskKind, about: readonly string[], rest: Partial<Task>) =>
    task(kind, [notice.id, register, ...about], { case: notice.case, notice: notice.id, register, ...rest });
  const uncertain = attempts
    .filter(({ outcome }) => outcome === 'uncertain')
    .map(({ attempt, intended }) =>
      make('resolve_sending', [attempt], { record: intended.record.identity, about: intended.says.purpose }),
    );
  if (acknowledged !== null) return uncertain;
  const own = attempts.filter(({ intended }) => intended.says.purpose === 'notice');
  const mayHaveArrived = own.some(({ outcome }) => outcome === 'sent' || outcome === 'uncertain');
  const record = own.at(-1)?.said.at(-1)?.record.identity ?? released.record.identity;
  const next = mayHaveArrived
    ? make('acknowledge', [], { record: released.record.identity, who: { recipient }, dueOn: acknowledgeBy })
    : make('send_notice', [], { record, dueOn: acknowledgeBy });
  return [...uncertain, next];
}
