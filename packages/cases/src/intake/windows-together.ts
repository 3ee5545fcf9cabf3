import { runSourceKey } from '@seqwarden/advisory/inventory';
import type { ExposureWindow } from '@seqwarden/advisory/window';

type Run = ExposureWindow['runs'][number];

/** The time of several windows as one, which is as wide as all of them: of several advisories on one vulnerability, or of all that is installed on a device. Null: there is none. */
export function windowsTogether(windows: readonly ExposureWindow[]): ExposureWindow | null {
  const [one, ...others] = windows;
  if (one === undefined || others.length === 0) return one ?? null;
  const firsts = windows.map(({ first }) => first);
  const lasts = windows.map(({ last }) => last);
  const first = firsts.includes(null) ? null : (firsts.flatMap(at => at ?? []).sort()[0] ?? null);
  const last = lasts.includes(null)
    ? null
    : (lasts
        .flatMap(at => at ?? [])
        .sort()
        .at(-1) ?? null);
  const runs = Map.groupBy(
    windows.flatMap(window => window.runs),
    ({ source }) => runSourceKey(source),
  );
  return {
    first,
    last,
    openStart: windows.some(({ openStart }) => openStart),
    mitigated: windows.flatMap(({ mitigated }) => mitigated).toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    runs: [...runs.values()].flatMap(runTogether).toSorted(compareRuns),
  };
}

/** Certain where it is so in one of them, and protected only where it is so in all. */
function runTogether(same: readonly Run[]): Run[] {
  const [one] = same;
  if (one === undefined) return [];
  const certain = same.some(run => run.certain);
  return [{ ...one, certain, mitigated: same.every(run => run.mitigated) }];
}

function compareRuns(a: Run, b: Run): number {
  const [at, other] = [a.at?.from ?? '~', b.at?.from ?? '~'];
  const [key, otherKey] = [runSourceKey(a.source), runSourceKey(b.source)];
  if (at !== other) return at < other ? -1 : 1;
  return key < otherKey ? -1 : 1;
}
