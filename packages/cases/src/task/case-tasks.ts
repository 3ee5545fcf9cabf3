import { installedKey } from '@seqwarden/proof/acts';
import type { CaseState, ItemState, NoticeState, Task, TaskKind } from '../state/index.ts';
import { isOpen, isOverIn, type Known, onlyOne, registerOf, registersOf } from './known.ts';
import { task } from './task.ts';

/** What closes a case, or fills it: to close it ends these too, and each site that speaks of it may do them. */
export const OF_WHOLE_CASE: ReadonlySet<TaskKind> = new Set(['close_case', 'name_products']);

/** What is to be done about a case as a whole. `items` are its own. */
export function caseTasks(one: CaseState, items: readonly ItemState[], known: Known): Task[] {
  const isOver = isOverIn(one);
  const make = (kind: TaskKind, about: readonly string[], rest: Partial<Task>) =>
    task(kind, [one.id, ...about], { case: one.id, ...rest });
  const awaited = one.expected
    .filter(({ standing, record }) => standing === 'open' && !isOver(record.log))
    .map(({ record: { identity, log }, publisher, by }) =>
      make('receive_document', [identity], { record: identity, register: log, dueOn: by, about: publisher }),
    );
  const forms = unanswered(one)
    .filter(({ record }) => !isOver(record.log))
    .map(({ record: { identity, log }, says }) =>
      make('return_form', [identity], {
        record: identity,
        register: log,
        dueOn: says.replyBy,
        about: says.publisher,
      }),
    );
  const isStanding = one.standing === 'open';
  const untold = items.filter(item => isStanding && isOpen(item) && !isTold(item, one.id, known));
  const dueOn =
    untold
      .flatMap(item => noticesAbout(item, one.id, known))
      .map(dayOf)
      .sort()[0] ?? null;
  const register = onlyOne(untold.map(item => registerOf(item, known)));
  const asks = { who: { right: 'notify' }, dueOn, register } as const;
  const notices = untold.length > 0 ? [make('release_notice', [], asks)] : [];
  return [...awaited, ...forms, ...notices];
}

/**
 * To close a case in which nothing is open, and something was; and to say what one is about that has nothing at all, or to close it: no other task would ever tell of it. `tasks` are all
 * others. By what stands of the case itself: who only asks what is to be done knows no more of what is not open.
 */
export function closeCaseTasks(
  cases: readonly CaseState[],
  items: ReadonlyMap<string, readonly ItemState[]>,
  tasks: readonly Task[],
): Task[] {
  const busy = new Set(tasks.map(one => one.case));
  return cases.flatMap((one): Task[] => {
    const { id, standing, documents } = one;
    if (standing === 'closed') return [];
    const own = items.get(id) ?? [];
    const isIdle = !busy.has(id);
    const asks = { case: id, register: onlyOne(registersOf(one)) } as const;
    if (own.length === 0) return isIdle || documents.length > 0 ? [task('name_products', [id], asks)] : [];
    const isOver = isIdle && !own.some(isOpen);
    return isOver ? [task('close_case', [id], { ...asks, who: { right: 'close' } })] : [];
  });
}

/** Documents whose form a site wants back from this site: the answer stands in the same log, since each customer gets a form of his own. */
function unanswered({ documents, replies }: CaseState): CaseState['documents'] {
  const key = (log: string, digest: string) => `${log} ${digest}`;
  const answered = new Set(replies.map(({ record, says }) => key(record.log, says.answers)));
  return documents.filter(({ record, subject, says }) => {
    const asks = key(record.log, subject);
    const isFirst = says.replyBy !== null && !answered.has(asks);
    answered.add(asks);
    return isFirst;
  });
}

/** A notice of this case names it, and whoever has that did not say that it is another's. */
function isTold(item: ItemState, ofCase: string, known: Known): boolean {
  return noticesAbout(item, ofCase, known).some(
    ({ acknowledged }) => acknowledged?.says.answer !== 'not_mine',
  );
}

function noticesAbout(
  { installed, vulnerability }: ItemState,
  ofCase: string,
  { noticesOn }: Known,
): NoticeState[] {
  return (noticesOn.get(installedKey(installed)) ?? []).filter(
    ({ case: id, released }) => id === ofCase && released.says.vulnerabilities.includes(vulnerability),
  );
}

/** Who said that it is not his ends the reminders, and not the day by which somebody was to have read it. */
function dayOf({ released }: NoticeState): string {
  return released.says.acknowledgeBy;
}
