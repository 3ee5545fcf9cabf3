import type { State } from '../state/index.ts';
import { ascending } from './order.ts';

/** What is looked at as a whole: a case, or an incident, by its id. */
export interface Matter {
  readonly about: 'case' | 'incident';
  readonly id: string;
}

/** The cases of it: the one, or those to which an incident belongs, as the registers say that opened one under this id. Ascending. */
export function casesOfMatter({ incidents }: Pick<State, 'incidents'>, { about, id }: Matter): string[] {
  if (about === 'case') return [id];
  return ascending(incidents.flatMap(({ id: one, opened }) => (one === id ? (opened.says.case ?? []) : [])));
}
