import { installedKey } from '@seqwarden/proof/acts';
import type { CaseState, ItemState, NoticeState, Task, TaskKind } from '../state/index.ts';
import { isOpen, type Known, registersOn } from './known.ts';
import { task } from './task.ts';

/** What closes a case in a register, or fills it: to close it there ends these too. */
export const OF_WHOLE_CASE: ReadonlySet<TaskKind> = new Set(['close_case', 'name_products']);

/** What is to be done about a case as a whole, in each register for itself. `items` are its own. */
export function caseTasks(one: CaseState, items: readonly ItemState[], known: Known): Task[] {
  const isOver = known.overIn.get(one.id) ?? (() => false);
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
  const notices = [...untoldIn(one.id, items, known)].flatMap(([register, about]) => {
    const days = about.flatMap(notices => notices.map(dayOf)).sort();
    const asks = { who: { right: 'notify' }, dueOn: days[0] ?? null, register } as const;
    return isOver(register) ? [] : [make('release_notice', [register], asks)];
  });
  return [...awaited, ...forms, ...notices];
}

/**
 * By register: of each open item of the case that is its business, and of which it told nobody who took it, its notices about it. What another register releases tells nobody for this one.
 */
function untoldIn(
  ofCase: string,
  items: readonly ItemState[],
  known: Known,
): Map<string, (readonly NoticeState[])[]> {
  const untold = new Map<string, (readonly NoticeState[])[]>();
  for (const item of items.filter(isOpen)) {
    const all = noticesAbout(item, ofCase, known);
    for (const log of toldBy(item, known.partIn.get(ofCase))) {
      const own = all.filter(({ released }) => released.record.log === log);
      if (own.some(isTaken)) continue;
      const before = untold.get(log);
      if (before === undefined) untold.set(log, [own]);
      else before.push(own);
    }
  }
  return untold;
}

/** Who found, decided or chose it; who only patched or mitigated it, where he takes part in the case. */
function toldBy(item: ItemState, takePart: ReadonlySet<string> | undefined): string[] {
  return registersOn(item).filter(log => item.registers.includes(log) || takePart?.has(log) === true);
}

/**
 * To close a case in which nothing is open, and something was; and to say what one is about that has nothing at all, or to close it: no other task would ever tell of it. Each register that
 * takes part does so for itself, and what it is about there its own documents say; but where anything is open in the case, whosever it is, nobody is asked to close it. `tasks` are all
 * others. By what stands of the case itself: who only asks what is to be done knows no more of what is not open.
 */
export function closeCaseTasks(
  cases: readonly CaseState[],
  items: ReadonlyMap<string, readonly ItemState[]>,
  tasks: readonly Task[],
): Task[] {
  const busy = new Set(tasks.map(one => `${one.case} ${one.register}`));
  return cases.flatMap(one => {
    const { id, openIn } = one;
    const all = items.get(id) ?? [];
    const isDone = !all.some(isOpen);
    return openIn.flatMap((register): Task[] => {
      const documents = one.documents.filter(({ record }) => record.log === register);
      const isIdle = !busy.has(`${id} ${register}`);
      const asks = { case: id, register } as const;
      if (!isNamedIn(register, one, documents, all))
        return isIdle || documents.length > 0 ? [task('name_products', [id, register], asks)] : [];
      if (!isIdle || !isDone) return [];
      return [task('close_case', [id, register], { ...asks, who: { right: 'close' } })];
    });
  });
}

/** A document of the register chose a product, or an item of which it says something is of what its documents say the case is about. */
function isNamedIn(
  register: string,
  { id }: CaseState,
  documents: CaseState['documents'],
  items: readonly ItemState[],
): boolean {
  const about = new Set([
    `case:${id}`,
    ...documents.flatMap(({ says: { vulnerabilities } }) => vulnerabilities ?? []),
  ]);
  return (
    documents.some(({ says: { products } }) => products.length > 0) ||
    items.some(item => about.has(item.vulnerability) && registersOn(item).includes(register))
  );
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

/** Whoever has it did not say that it is another's. */
function isTaken({ acknowledged }: NoticeState): boolean {
  return acknowledged?.says.answer !== 'not_mine';
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
