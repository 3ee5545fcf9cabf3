import type { State } from '../state/index.ts';
import { ascending } from './order.ts';

/** The cases to which an incident belongs, as the registers say that opened one under this id. Ascending. */
export function casesOfIncident({ incidents }: Pick<State, 'incidents'>, id: string): string[] {
  return ascending(incidents.flatMap(({ id: one, opened }) => (one === id ? (opened.says.case ?? []) : [])));
}
