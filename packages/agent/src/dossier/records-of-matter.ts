import { casesOfMatter, deviceThread, type Matter, type ThreadKey, threadOf } from '@seqwarden/cases/reduce';
import type { PlacedAct, State } from '@seqwarden/cases/state';

export type { Matter };

/** The threads that a case or an incident consists of: its own, those of the instruments it is about, of its notices and incidents. Of an incident that several registers opened under one id: of each. Pure. */
export function threadsOfMatter(state: State, matter: Matter): ReadonlySet<ThreadKey> {
  const cases = new Set(casesOfMatter(state, matter));
  const isOf = (ofCase: string | null) => ofCase !== null && cases.has(ofCase);
  const incidents = state.incidents.filter(one => one.id === matter.id || isOf(one.opened.says.case));
  const installed = [
    ...state.items.filter(item => item.cases.some(isOf)).map(item => item.installed),
    ...state.cases
      .filter(one => isOf(one.id))
      .flatMap(({ documents }) => documents.flatMap(({ says }) => says.products)),
    ...incidents.flatMap(one => one.installed),
  ];
  return new Set<ThreadKey>([
    ...[...cases].map(one => `case/${one}` as const),
    ...installed.map(deviceThread),
    ...state.notices.filter(one => isOf(one.case)).map(one => `notice/${one.id}` as const),
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
