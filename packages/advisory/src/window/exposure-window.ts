import type { FlowCellRead, Installation, StatedMitigation, TimeSpan } from '../inventory/inventory.ts';
import { type RunSource, runSourceKey } from '../inventory/run-source.ts';
import { compareText } from '../inventory/span.ts';
import type { Finding, Verdict } from '../match/finding.ts';
import { compareMoments, compareSpans, earliest, latest } from './time.ts';

/**
 * From the first possible exposure to the recorded proof of a fix. Every doubt about a moment makes it longer. A last reading that is
 * affected never ends it, since patching leaves the versions in run folders as they are; nor does an upgrade to a version of which the advisory is silent.
 */
export interface ExposureWindow {
  /** Null: nothing says when. */
  readonly first: string | null;
  /** No reading of this installation is certainly older: it may have begun earlier. */
  readonly openStart: boolean;
  /** Null: it goes on. */
  readonly last: string | null;
  /** Inside the window, in order of time; as short as doubt allows. */
  readonly mitigated: readonly MitigatedStretch[];
  /** Of this installation, in order of time, those without one last. */
  readonly runs: readonly RunInWindow[];
}

export interface MitigatedStretch {
  readonly from: string;
  /** Null: it goes on. */
  readonly until: string | null;
  readonly text: string;
  readonly source: StatedMitigation['source'];
}

export interface RunInWindow {
  readonly source: RunSource;
  readonly flowCell?: FlowCellRead | null;
  readonly at: TimeSpan | null;
  /** False: by what is known of the times it may also have been made before or after. */
  readonly certain: boolean;
  /** It was certainly made while the exposure was mitigated. */
  readonly mitigated: boolean;
}

/** The window of one finding on its installation; null: no state of it was ever listed, or may have been. */
export function windowOf(
  finding: Pick<Finding, 'vulnerability' | 'exposed' | 'evidence' | 'proofs'>,
  installation: Pick<Installation, 'runs' | 'mitigations'>,
): ExposureWindow | null {
  if (finding.exposed.length === 0) return null;
  const begins = finding.exposed.map(({ first }) => first);
  const first = begins.includes(null) ? null : (earliest(begins.flatMap(at => at?.from ?? [])) ?? null);
  const begun = earliest(begins.flatMap(at => at?.until ?? []));
  const shown = new Set(finding.evidence.flatMap(showsIt));
  const wasNeverElse = finding.evidence.every(({ verdict }) => isListed(verdict));
  const isCertain = (source: RunSource, at: TimeSpan) =>
    wasNeverElse || shown.has(runSourceKey(source)) || (begun !== undefined && !isBefore(at.from, begun));
  const runs = installation.runs
    .filter(({ at }) => mayBeIn(at, first, null))
    .toSorted(
      (a, b) => compareSpans(a.at, b.at) || compareText(runSourceKey(a.source), runSourceKey(b.source)),
    )
    .map(({ source, flowCell = null, at }) => ({
      source,
      flowCell,
      at,
      certain: at !== null && isCertain(source, at),
      mitigated: false,
    }));
  const openStart =
    first === null || !installation.runs.some(({ at }) => at !== null && isBefore(at.until, first));
  return recordedIn(
    { first, openStart, last: null, mitigated: [], runs },
    {
      fixes: finding.proofs.map(({ at }) => at),
      mitigated: stretches(finding.vulnerability, installation.mitigations),
    },
  );
}

/** What is recorded of the time in which an installation was exposed. */
export interface RecordedInTime {
  /** When fixes that are proven were made. */
  readonly fixes: readonly TimeSpan[];
  /** When it certainly was mitigated. */
  readonly mitigated: readonly MitigatedStretch[];
}

/** The window by what is recorded of it, and was not known when it was made. */
export function recordedIn(window: ExposureWindow, recorded: RecordedInTime): ExposureWindow {
  const fix = firstFix(recorded.fixes);
  const { first } = window;
  const last = earliest([window.last, fix?.until].flatMap(one => one ?? [])) ?? null;
  const isBeforeFix = (at: TimeSpan) => fix === undefined || !isBefore(fix.from, at.until);
  const runs = window.runs
    .filter(({ at }) => mayBeIn(at, first, last))
    .map(run => ({
      ...run,
      certain: run.certain && run.at !== null && isBeforeFix(run.at),
      mitigated:
        run.mitigated || recorded.mitigated.some(stretch => run.at !== null && isInside(run.at, stretch)),
    }));
  const mitigated = [...window.mitigated, ...recorded.mitigated]
    .flatMap(stretch => within(stretch, first, last))
    .toSorted((a, b) => compareMoments(a.from, b.from) || compareText(a.text, b.text));
  return { ...window, last, mitigated, runs };
}

/** The first proof ends it, whichever that is where their times are doubtful. */
function firstFix(fixes: readonly TimeSpan[]): TimeSpan | undefined {
  const from = earliest(fixes.map(one => one.from));
  const until = earliest(fixes.map(one => one.until));
  return from === undefined || until === undefined ? undefined : { from, until };
}

function mayBeIn(at: TimeSpan | null, first: string | null, last: string | null): boolean {
  if (at === null) return true;
  return (first === null || !isBefore(at.until, first)) && (last === null || !isBefore(last, at.from));
}

/** The runs that show a version which is, or may be, listed. */
function showsIt({ verdict, fact }: Finding['evidence'][number]): string[] {
  return isListed(verdict) && fact?.source.kind === 'run' ? [runSourceKey(fact.source)] : [];
}

function isListed(verdict: Verdict): boolean {
  return verdict === 'affected' || verdict === 'review';
}

/** When each of them certainly was in place. */
function stretches(vulnerability: string, mitigations: readonly StatedMitigation[]): MitigatedStretch[] {
  return mitigations
    .filter(({ vulnerabilities }) => vulnerabilities.includes(vulnerability))
    .map(({ from, until, text, source }) => ({ from: from.until, until: until?.from ?? null, text, source }))
    .filter(({ from, until }) => until === null || isBefore(from, until));
}

/** What of a stretch lies in the window. */
function within(stretch: MitigatedStretch, first: string | null, last: string | null): MitigatedStretch[] {
  const from = latest([stretch.from, ...(first === null ? [] : [first])]) ?? stretch.from;
  const until = earliest([stretch.until, last].flatMap(one => one ?? [])) ?? null;
  return until === null || isBefore(from, until) ? [{ ...stretch, from, until }] : [];
}

function isInside(at: TimeSpan, { from, until }: MitigatedStretch): boolean {
  return !isBefore(at.from, from) && (until === null || !isBefore(until, at.until));
}

function isBefore(a: string, b: string): boolean {
  return compareMoments(a, b) < 0;
}
