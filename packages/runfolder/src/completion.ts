import type { Family } from './models.ts';
import type { Outcome } from './run-completion-status.ts';

export type CompletionState = 'running' | 'complete' | 'ended_early' | 'failed' | 'unknown';

/**
 * Which rung decided. Markers are written by RTA and by the copy service (UCS), and differ by model and version:
 *
 * | rule | state | the evidence |
 * |---|---|---|
 * | `not-a-run` | unknown | no RunInfo.xml, no RunParameters.xml, no base calls |
 * | `no-end-marker` | running | no marker of the end; a run that was aborted without one looks the same |
 * | `rta-exited-before-completion` | failed | no marker of the end, and the last log of RTA says that it exited before the run was complete |
 * | `awaits-rta-complete` | running | an outcome, but base calling has not ended |
 * | `awaits-copy-complete` | running | RTA is done, or the run ended, but UCS has not said that all is copied |
 * | `awaits-sequencing-complete` | running | HiSeq 3000/4000/X: RTA is done, the instrument is not |
 * | `awaits-run-completion-status` | running | NextSeq and MiniSeq without UCS: RTA is done, no outcome, and files are missing or cannot be told |
 * | `rta-complete` | complete | RTA 1 without UCS: RTAComplete |
 * | `sequencing-complete` | complete | HiSeq 3000/4000/X: RTAComplete and SequencingComplete |
 * | `run-completion-status` | complete | NextSeq and MiniSeq without UCS: RTAComplete and the outcome |
 * | `rta-complete-all-files` | complete | the same, no outcome, but every expected file is there |
 * | `copy-complete` | complete | with UCS: CopyComplete, and RTAComplete where the model writes it |
 * | `idat-pairs-whole` | complete | iScan: both colours of every position, each whole |
 * | `idat-not-whole` | running | iScan: a colour is missing, or a file is cut off: it may still be written |
 * | `idat-unreadable` | unknown | iScan: IDAT files of a version that is not read |
 * | `user-ended-early` | ended_early | the end markers, and this outcome |
 * | `fewer-cycles-than-planned` | ended_early | the end markers, and RunCompletionStatus or RunParameters record fewer completed cycles than planned |
 * | `ends-at-whole-cycle` | ended_early | the end markers, no outcome is recorded, and all files are there up to one cycle, none after it |
 * | `exception-ended-early`, `run-errored` | failed | the end markers, and this outcome |
 * | `end-marker-but-files-missing` | unknown | the markers say complete, the expected files do not |
 * | `copy-complete-without-rta-complete` | unknown | markers contradict: a copy that ended before the run did |
 * | `copy-service-unknown` | unknown | RTAComplete alone; whether CopyComplete must follow depends on a version that is unknown |
 * | `status-damaged`, `status-unrecognised` | unknown | RunCompletionStatus.xml cannot be read, or says an unknown word |
 * | `no-rule-for-model` | unknown | end markers, but of which generation is unknown |
 */
export type CompletionRule =
  | 'not-a-run'
  | 'no-end-marker'
  | 'rta-exited-before-completion'
  | 'awaits-rta-complete'
  | 'awaits-copy-complete'
  | 'awaits-sequencing-complete'
  | 'awaits-run-completion-status'
  | 'rta-complete'
  | 'sequencing-complete'
  | 'run-completion-status'
  | 'rta-complete-all-files'
  | 'copy-complete'
  | 'idat-pairs-whole'
  | 'idat-not-whole'
  | 'idat-unreadable'
  | 'user-ended-early'
  | 'fewer-cycles-than-planned'
  | 'ends-at-whole-cycle'
  | 'exception-ended-early'
  | 'run-errored'
  | 'end-marker-but-files-missing'
  | 'copy-complete-without-rta-complete'
  | 'copy-service-unknown'
  | 'status-damaged'
  | 'status-unrecognised'
  | 'no-rule-for-model';

export interface Completion {
  readonly state: CompletionState;
  readonly rule: CompletionRule;
  /** The markers that were found, in byte order; display form. */
  readonly markers: readonly string[];
}

export interface CompletionEvidence {
  readonly isRun: boolean;
  readonly family: Family | undefined;
  /** Of the control software, as recorded. */
  readonly softwareVersion: string | undefined;
  /** Names in the run's root, exactly as instruments write them. */
  readonly markers: ReadonlySet<string>;
  readonly outcome: Outcome | 'damaged' | 'fewer cycles than planned' | undefined;
  /** Missing files; null where nothing says what to expect. */
  readonly missing: number | null;
  /** Whether none would be missing if the run had ended with the last cycle that there is. */
  readonly endsAtWholeCycle: boolean;
  /** Whether RTA logged that it exited before completion. Counts only where no end marker stands. */
  readonly rtaExitedEarly: boolean;
}

type Verdict = Pick<Completion, 'state' | 'rule'>;

/** Whether the run is over, by names and outcome. Quiet time and stable sizes are for the caller to add. */
export function judgeCompletion(evidence: CompletionEvidence): Verdict {
  if (!evidence.isRun) return { state: 'unknown', rule: 'not-a-run' };
  if (evidence.outcome === 'damaged') return { state: 'unknown', rule: 'status-damaged' };
  if (evidence.outcome === 'unrecognised') return { state: 'unknown', rule: 'status-unrecognised' };
  const end = judgeEnd(evidence);
  if (end.rule === 'no-end-marker' && evidence.rtaExitedEarly) {
    return { state: 'failed', rule: 'rta-exited-before-completion' };
  }
  if (end.state !== 'complete') return end;
  switch (evidence.outcome) {
    case 'user ended early':
      return { state: 'ended_early', rule: 'user-ended-early' };
    case 'fewer cycles than planned':
      return { state: 'ended_early', rule: 'fewer-cycles-than-planned' };
    case 'exception ended early':
      return { state: 'failed', rule: 'exception-ended-early' };
    case 'errored':
      return { state: 'failed', rule: 'run-errored' };
    default:
  }
  if (evidence.missing === null || evidence.missing === 0) return end;
  // NovaSeq 6000 and HiSeq record no outcome: there, an early end shows in the cycles alone.
  return evidence.outcome === undefined && evidence.endsAtWholeCycle
    ? { state: 'ended_early', rule: 'ends-at-whole-cycle' }
    : { state: 'unknown', rule: 'end-marker-but-files-missing' };
}

/** Whether the last marker of this model and version stands. */
function judgeEnd(evidence: CompletionEvidence): Verdict {
  const { family, markers, outcome } = evidence;
  const rtaComplete = markers.has('RTAComplete.txt') || markers.has('RTAComplete.xml');
  const endedOtherwise = outcome !== undefined && outcome !== 'completed';
  if (family === undefined) return unknownGeneration(markers, rtaComplete);
  if (family === 'hiseq-2500') return rtaComplete ? COMPLETE('rta-complete') : RUNNING('no-end-marker');
  if (family === 'hiseq-4000') {
    if (!rtaComplete) return RUNNING('no-end-marker');
    const done = markers.has('SequencingComplete.txt');
    return done ? COMPLETE('sequencing-complete') : RUNNING('awaits-sequencing-complete');
  }
  const copied = hasCopyService(family, evidence.softwareVersion);
  if (copied === undefined && !markers.has('CopyComplete.txt')) {
    if (rtaComplete || outcome !== undefined) return { state: 'unknown', rule: 'copy-service-unknown' };
    return RUNNING('no-end-marker');
  }
  if (copied !== false) {
    if (!markers.has('CopyComplete.txt')) {
      return RUNNING(rtaComplete || outcome !== undefined ? 'awaits-copy-complete' : 'no-end-marker');
    }
    if (rtaComplete || endedOtherwise || !writesRtaComplete(family)) return COMPLETE('copy-complete');
    return { state: 'unknown', rule: 'copy-complete-without-rta-complete' };
  }
  if (family === 'miseq') return rtaComplete ? COMPLETE('rta-complete') : RUNNING('no-end-marker');
  if (outcome !== undefined) {
    const over = rtaComplete || endedOtherwise;
    return over ? COMPLETE('run-completion-status') : RUNNING('awaits-rta-complete');
  }
  if (!rtaComplete) return RUNNING('no-end-marker');
  return evidence.missing === 0
    ? COMPLETE('rta-complete-all-files')
    : RUNNING('awaits-run-completion-status');
}

function unknownGeneration(markers: ReadonlySet<string>, rtaComplete: boolean): Verdict {
  const copyComplete = markers.has('CopyComplete.txt');
  // Together they are the last word of every generation that has a copy service.
  if (copyComplete && rtaComplete) return COMPLETE('copy-complete');
  const ended =
    copyComplete ||
    rtaComplete ||
    ['SequencingComplete.txt', 'SequenceComplete.txt', 'RunCompletionStatus.xml'].some(name =>
      markers.has(name),
    );
  return ended ? { state: 'unknown', rule: 'no-rule-for-model' } : RUNNING('no-end-marker');
}

/**
 * Whether a copy service sends the files, and so writes CopyComplete.txt: MiSeq and NextSeq 500/550 from control
 * software 4 on, MiniSeq from 2 on, never HiSeq, the others always. undefined where the version is not known.
 */
export function hasCopyService(family: Family, softwareVersion: string | undefined): boolean | undefined {
  if (family === 'hiseq-2500' || family === 'hiseq-4000' || family === 'iscan') return false;
  const first = FIRST_WITH_COPY_SERVICE[family];
  if (first === undefined) return true;
  const major = /^\d+/.exec(softwareVersion ?? '')?.[0];
  return major === undefined ? undefined : Number(major) >= first;
}

const FIRST_WITH_COPY_SERVICE: Readonly<Partial<Record<Family, number>>> = {
  miseq: 4,
  'nextseq-500': 4,
  miniseq: 2,
};

/** Not known of iSeq and i100. */
function writesRtaComplete(family: Family): boolean {
  return family !== 'iseq' && family !== 'miseq-i100';
}

const RUNNING = (rule: CompletionRule): Verdict => ({ state: 'running', rule });
const COMPLETE = (rule: CompletionRule): Verdict => ({ state: 'complete', rule });
