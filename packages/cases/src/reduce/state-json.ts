import type { State } from '../state/index.ts';

/** The state as one line of JSON with its keys in ascending order: the same state gives the same bytes. */
export function stateJson(state: State): string {
  return JSON.stringify(state, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
