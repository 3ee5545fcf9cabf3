/** The first `most` of names, and how many more there are: `a, b and 3 more`. `count`: of all, where not all are at hand. */
export function firstNamed(names: readonly string[], most: number, count = names.length): string {
  const shown = names.slice(0, most);
  const named = shown.join(', ');
  return count > shown.length ? `${named} and ${count - shown.length} more` : named;
}
