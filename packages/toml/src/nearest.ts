/** The known name that is meant, as far as one is near enough to be told: at most two letters away, and less than half of it. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const near = known
    .map(candidate => ({ candidate, distance: distance(name.toLowerCase(), candidate) }))
    .filter(({ candidate, distance }) => distance <= 2 && distance * 2 < candidate.length)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.candidate;
}

/** Levenshtein's distance; 3 for names whose lengths differ by more than two. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (const [other, otherLetter] of [...b].entries()) {
      const swap = (row[other] ?? 0) + (letter === otherLetter ? 0 : 1);
      next.push(Math.min(swap, (row[other + 1] ?? 0) + 1, (next[other] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
