import type { Others } from './advisory.ts';
import type { AdvisoryDifference } from './advisory-difference.ts';

/** What changed of the members that are not read. */
export function diffOthers(
  pointers: { readonly before: string; readonly after: string },
  before: Others,
  after: Others,
): AdvisoryDifference[] {
  const names = [...new Set([...after.keys(), ...before.keys()])];
  return names.flatMap(name => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) return [];
    const what = was === undefined ? 'is new' : is === undefined ? 'is gone' : 'says something else';
    const kind = name.startsWith('/document/notes') ? 'text-changed' : 'other-changed';
    return [{ kind, pointer: `${is === undefined ? pointers.before : pointers.after}${name}`, text: what }];
  });
}
