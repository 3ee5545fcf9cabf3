import type { Entry, State } from '../state/index.ts';
import { Reduction } from './reduction.ts';

/** What the entries of all logs at hand amount to; in whatever order they come, and however often each. */
export function reduce(entries: Iterable<Entry>): State {
  const reduction = new Reduction();
  for (const entry of entries) reduction.add(entry);
  return reduction.state();
}
