import type { Completion, Inspection } from '@seqwarden/runfolder';
import type { RunState } from '../../journal/run-state.ts';
import type { RootConfig } from '../config/agent-config-places.ts';
import type { RunEvent } from './transitions.ts';

/** What inspection says of a run, as far as its end is concerned. */
export interface EndFacts {
  readonly completion: Completion;
  readonly layout: Inspection['layout'];
  /** Expected files that are not there; null where nothing says what to expect. */
  readonly missing: number | null;
}

export function endFactsOf({ completion, layout, files }: Inspection): EndFacts {
  return { completion, layout, missing: files.missing === null ? null : files.missing.count };
}

/** `over` with the rule that decided, which the seal records; else why not, for `status`. */
export type OverVerdict =
  | { readonly over: true; readonly rule: Completion['rule'] }
  | { readonly over: false; readonly why: string };

/**
 * Whether a run is over. Needed are the rule of its model and an end that the instrument itself stated: a marker, or, of an iScan's chip, which has
 * none, all its IDAT files whole. That all expected files are there is never enough; that some are missing is too much, but for a run that says
 * that it ended early or failed.
 */
export function judgeOver({ completion, layout, missing }: EndFacts): OverVerdict {
  const { state, rule, markers } = completion;
  if (state === 'running' || state === 'unknown') return { over: false, why: rule };
  // RTA that exited may be started again, so its log alone ends nothing.
  if (markers.length === 0 && layout !== 'idat')
    return { over: false, why: `${rule}, without an end marker` };
  if (state === 'complete' && missing !== null && missing > 0)
    return { over: false, why: `${missing} expected files are missing` };
  return { over: true, rule };
}

const TAKING: ReadonlySet<RunState> = new Set(['growing', 'stale', 'settling']);

/** Whether files of a run in that state are taken over. */
export function isTaking(state: RunState): boolean {
  return TAKING.has(state);
}

export interface RunFacts {
  /** undefined: not inspected since something changed. */
  readonly end: EndFacts | undefined;
  /** Files that are not quiet, or not yet at every destination that can be reached. */
  readonly waiting: number;
  /** Milliseconds without a change of anything, by looks and the monotonic clock of this process. */
  readonly quietMs: number;
  /** The same over all agents so far: the journal's, and this one's. For saying that a run is stale, for nothing else. */
  readonly silentMs: number;
}

export interface RunSettings {
  readonly settleMs: number;
  readonly staleMs: number;
}

/** In milliseconds. */
const LONGEST_SETTLING = 60_000;

/** A run that is over settles for three quiet times of a file, between that and a minute. */
export function settingsOf(root: Pick<RootConfig, 'quietSeconds' | 'staleAfterHours'>): RunSettings {
  const quietMs = root.quietSeconds * 1000;
  return {
    settleMs: Math.max(quietMs, Math.min(LONGEST_SETTLING, quietMs * 3)),
    staleMs: root.staleAfterHours * 3_600_000,
  };
}

/** What has come to pass by what is known now, or undefined. Observed changes, losses and alarms are events of their own. */
export function decideRun(state: RunState, facts: RunFacts, settings: RunSettings): RunEvent | undefined {
  if (facts.end === undefined) return undefined;
  const { over } = judgeOver(facts.end);
  switch (state) {
    case 'growing':
      if (over) return 'over';
      return facts.silentMs >= settings.staleMs ? 'silence' : undefined;
    case 'stale':
      return over ? 'over' : undefined;
    case 'settling':
      if (!over) return 'not-over';
      return facts.waiting === 0 && facts.quietMs >= settings.settleMs ? 'quiet' : undefined;
    case 'finishing':
      return over ? undefined : 'not-over';
    default:
      return undefined;
  }
}
