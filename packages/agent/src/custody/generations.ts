import type { Trust } from '@seqwarden/proof';

/** The seal that stands in place of another now, after all next generations that the trust file knows; the same one where none replaced it. */
export function latestOf(seal: string, { superseded }: Pick<Trust, 'superseded'>): string {
  const seen = new Set<string>();
  let latest = seal;
  // A trust file that somebody wrote by hand may go round in a circle.
  while (!seen.has(latest)) {
    seen.add(latest);
    latest = superseded.find(one => one.seal === latest)?.by ?? latest;
  }
  return latest;
}

/** A seal, and all those that it replaced. */
export function generationsOf(seal: string, { superseded }: Pick<Trust, 'superseded'>): ReadonlySet<string> {
  const all = new Set([seal]);
  for (const one of all) for (const { seal: former, by } of superseded) if (by === one) all.add(former);
  return all;
}
