import { deviceThread, type ThreadKey, threadOf } from '@seqwarden/cases/reduce';
import type { PlacedAct, State } from '@seqwarden/cases/state';

/** What is exported. */
export interface Matter {
  readonly about: 'case' | 'incident';
  readonly id: string;
}

/** The threads that a case or an incident consists of: its own, those of the instruments it is about, of its notices and incidents. Pure. */
export function threadsOfMatter(state: State, { about, id }: Matter): ReadonlySet<ThreadKey> {
  const incident = state.incidents.find(one => one.id === id);
  const caseId = about === 'case' ? id : (incident?.opened.says.case ?? null);
  const incidents = state.incidents.filter(
    one => one.id === id || (caseId !== null && one.opened.says.case === caseId),
  );
  const installed = [
    ...state.items
      .filter(({ cases }) => caseId !== null && cases.includes(caseId))
      .map(item => item.installed),
    ...state.cases
      .filter(one => one.id === caseId)
      .flatMap(({ documents }) => documents.flatMap(({ says }) => says.products)),
    ...incidents.flatMap(one => one.installed),
  ];
  return new Set<ThreadKey>([
    ...(caseId === null ? [] : [`case/${caseId}` as const]),
    ...installed.map(deviceThread),
    ...state.notices.filter(one => one.case === caseId).map(one => `notice/${one.id}` as const),
    ...incidents.map(one => `incident/${one.id}` as const),
  ]);
}

/** Whether an act belongs to these threads, or corrects one that does; to be asked of records before their corrections. */
export class ActsOfThreads {
  readonly #threads: ReadonlySet<ThreadKey>;
  readonly #taken = new Set<string>();

  constructor(threads: ReadonlySet<ThreadKey>) {
    this.#threads = threads;
  }

  has({ act, identity, log }: Pick<PlacedAct, 'act' | 'identity' | 'log'>): boolean {
    const isMeant =
      act.kind === 'correction'
        ? this.#taken.has(act.predicate.of)
        : this.#threads.has(threadOf({ act, log }));
    if (isMeant) this.#taken.add(identity);
    return isMeant;
  }
}
