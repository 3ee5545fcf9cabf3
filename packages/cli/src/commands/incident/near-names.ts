const MOST = 3;

/** Of names those that may have been meant: at most three, the nearest first, each once. A fifth of the letters may differ, or be left out at the end. */
export function nearNames(text: string, names: Iterable<string>): string[] {
  const most = Math.max(2, Math.floor(text.length / 5));
  const found: { readonly name: string; readonly steps: number }[] = [];
  for (const name of new Set(names)) {
    const steps = text.length >= 8 && name.startsWith(text) ? 0 : stepsBetween(text, name, most);
    if (steps <= most) found.push({ name, steps });
  }
  found.sort((a, b) => a.steps - b.steps || (a.name < b.name ? -1 : 1));
  return found.slice(0, MOST).map(({ name }) => name);
}

/** How many letters have to be put in, taken out or changed; more than `most` where it is surely more. */
function stepsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...a].entries()) {
    let left = at + 1;
    const next = [left];
    for (const [column, other] of [...b].entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1);
      left = Math.min(changed, left + 1, (row[column + 1] ?? 0) + 1);
      next.push(left);
    }
    if (Math.min(...next) > most) return most + 1;
    row = next;
  }
  return row.at(-1) ?? 0;
}
