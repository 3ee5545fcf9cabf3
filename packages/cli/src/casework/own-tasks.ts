import type { State, Task } from '@seqwarden/cases/state';
import { OF_WHOLE_CASE, registersOf } from '@seqwarden/cases/task';
import type { OtherSites } from '../text/tasks-text.ts';
import type { CaseView } from './desk.ts';

/** The register of another site, whose task it is; null: this site's own, or that of several. */
export function otherSiteOf({ register }: Task, { log }: Pick<CaseView, 'log'>): string | null {
  return register === log ? null : register;
}

/** For texts on tasks. `state`: the cases at least. */
export function otherSites({ cases }: Pick<State, 'cases'>, { log }: Pick<CaseView, 'log'>): OtherSites {
  const found = new Map(cases.map(one => [one.id, one]));
  return {
    other: task => otherSiteOf(task, { log }),
    shared: ({ kind, register, case: id }) => {
      const one = found.get(id ?? '');
      if (one === undefined || register !== null || !OF_WHOLE_CASE.has(kind)) return [];
      return registersOf(one).filter(other => other !== log);
    },
  };
}
