import type { CompletionEvidence } from './completion.ts';
import { compareFiles, type ExpectedFiles } from './expected-files.ts';
import { expectedSlots } from './expected-slots.ts';
import type { Layout } from './location.ts';
import type { Family } from './models.ts';
import type { Outcome, RunCompletionStatus } from './run-completion-status.ts';
import type { RunParameters } from './run-parameters.ts';
import { LAYOUTS, type StructuralFiles } from './structural-files.ts';
import type { FlowCell } from './tiles.ts';
import type { Warnings } from './warnings.ts';

/** The layout of most base-call files; without any, that of the model. */
export function layoutOf(
  files: StructuralFiles,
  family: Family | undefined,
  warnings: Warnings,
): Layout | 'unknown' {
  const there = LAYOUTS.filter(layout => files.count(layout) > 0);
  if (there.length > 1) {
    warnings.add('LAYOUT_MIXED', `base calls of ${there.join(' and ')} lie beside each other`);
  }
  const [most, next] = there.toSorted((a, b) => files.count(b) - files.count(a));
  if (most !== undefined) {
    return next !== undefined && files.count(next) === files.count(most) ? 'unknown' : most;
  }
  return (family && LAYOUT_OF_FAMILY[family]) ?? 'unknown';
}

/** MiSeq and HiSeq 2000/2500 write bcl or bcl.gz, as they were set up. */
const LAYOUT_OF_FAMILY: Readonly<Partial<Record<Family, Layout>>> = {
  'hiseq-4000': 'bcl.gz',
  'nextseq-500': 'bgzf',
  miniseq: 'bgzf',
  iseq: 'bgzf',
  'nextseq-2000': 'cbcl',
  'novaseq-6000': 'cbcl',
  'novaseq-x': 'cbcl',
  'miseq-i100': 'cbcl',
};

/**
 * How the run ended: its status file says it, or (iSeq, NextSeq 1000/2000) the cycles in RunParameters.xml do. NovaSeq X
 * says "completed" of a run that a user ended, and counts fewer cycles.
 */
export function outcomeOf(
  status: RunCompletionStatus | undefined,
  statusThere: boolean,
  parameters: RunParameters | undefined,
  planned: number | undefined,
): CompletionEvidence['outcome'] {
  if (status === undefined && statusThere) return 'damaged';
  if (status !== undefined) {
    const fewer = isFewer(status.completedCycles, planned);
    return status.outcome === 'completed' && fewer ? 'fewer cycles than planned' : status.outcome;
  }
  const fewer = isFewer(parameters?.completedCycles, parameters?.plannedCycles);
  return fewer ? 'fewer cycles than planned' : undefined;
}

/** Zero completed cycles are those of a run that has not begun. */
function isFewer(completed: number | undefined, planned: number | undefined): boolean {
  return completed !== undefined && planned !== undefined && completed > 0 && completed < planned;
}

const ENDED_BEFORE_PLAN: readonly (Outcome | CompletionEvidence['outcome'])[] = [
  'user ended early',
  'exception ended early',
  'errored',
  'fewer cycles than planned',
];

/** A run that ended early has the cycles that it says it completed; undefined where it does not say. */
export function cyclesToExpect(
  planned: number | undefined,
  outcome: CompletionEvidence['outcome'],
  status: RunCompletionStatus | undefined,
  parameters: RunParameters | undefined,
): number | undefined {
  if (planned === undefined || !ENDED_BEFORE_PLAN.includes(outcome)) return planned;
  const completed = status?.completedCycles ?? parameters?.completedCycles;
  return completed === undefined ? undefined : Math.min(planned, completed);
}

export interface Expectation {
  readonly layout: Layout | 'unknown';
  readonly family: Family | undefined;
  readonly flowCell: FlowCell;
  readonly cycles: number | undefined;
  readonly files: StructuralFiles;
}

/** The expected files against those that are there; where nothing says what to expect, a warning says why. */
export function expectedFiles(
  { layout, family, flowCell, cycles, files }: Expectation,
  hasRunInfo: boolean,
  parameters: RunParameters | undefined,
  warnings: Warnings,
): ExpectedFiles {
  const untold = (why: string): ExpectedFiles => {
    warnings.add('EXPECTED_UNKNOWN', why);
    const present = [...files.counts.values()].reduce((sum, count) => sum + count, 0);
    return { expected: null, present, missing: null, unexpected: null };
  };
  if (!hasRunInfo) return untold('there is no RunInfo.xml');
  if (cycles === undefined) return untold('the number of cycles is not recorded');
  // NovaSeq X from 1.2 on can leave the base calls on the instrument.
  if (parameters?.fields.value('DisableBclCopy')?.toLowerCase() === 'true') {
    return untold('the instrument was told not to copy base calls');
  }
  const slots = expectedSlots({ layout, family, flowCell, cycles, files });
  return typeof slots === 'string' ? untold(slots) : compareFiles(slots, files);
}
