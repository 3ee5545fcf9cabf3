import { RightsBook } from '../authority/index.ts';
import type { PersonState, PlacedAct, Uncounted } from '../state/index.ts';
import { byPlace, sortedBy } from './order.ts';
import type { RightsPart } from './parts.ts';
import { ofKind, refOf, uncounted } from './placed.ts';
import { eachOnce } from './weigh.ts';

/** What persons may do by the records of rights in one log. Whether their keys still count is not said: records of keys are no acts. */
export function reduceRights(acts: readonly PlacedAct[]): RightsPart {
  const books = new Map<string, RightsBook>();
  const persons = new Map<string, PersonState>();
  const unsaid: Uncounted[] = [];
  for (const { act, others } of eachOnce(acts)) {
    unsaid.push(...others.map(other => uncounted(other, 'REPEATED')));
    for (const given of ofKind([act], 'rights')) {
      const { log } = given;
      const book = books.get(log) ?? new RightsBook(log);
      books.set(log, book);
      const why = book.take(given);
      const { key, rights } = given.act.predicate;
      if (why !== undefined) unsaid.push(uncounted(given, why));
      else persons.set(`${log} ${key}`, { log, key, rights, record: refOf(given) });
    }
  }
  return {
    of: 'rights',
    persons: sortedBy(persons.values(), ({ log, key }) => `${log} ${key}`),
    uncounted: unsaid.sort(byPlace),
  };
}
