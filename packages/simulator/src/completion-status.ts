import type { Clock } from './clock.ts';
import { dotnetDuration, dotnetTime } from './dates.ts';
import type { Outcome } from './outcome.ts';
import { cyclesByRead } from './reads.ts';
import type { SequencingRun } from './run.ts';
import type { RunFacts } from './run-facts.ts';
import type { Step } from './step.ts';
import { DOTNET_NAMESPACES, LINUX_PARAMETERS, WINDOWS_XML, type XmlTree, xmlDocument } from './xml.ts';

/** `RunCompletionStatus.xml`, in the form of the models that write one. */
export function* completionStatus(run: SequencingRun, outcome: Outcome, clock: Clock): Generator<Step> {
  const form = run.model.completionStatus;
  if (form === undefined) return;
  const content =
    form === 'completion-status'
      ? xmlDocument('RunCompletionStatus', endingOf(run, outcome), WINDOWS_XML)
      : xmlDocument('RunCompletionStatus', statusOf(run, outcome, clock.now), LINUX_PARAMETERS);
  yield clock.write('RunCompletionStatus.xml', content);
}

const ENDINGS = {
  complete: ['CompletedAsPlanned', 'None'],
  'ended-early': ['UserEndedEarly', 'Thread was aborted'],
  failed: ['ExceptionEndedEarly', 'The simulated stage did not move'],
} as const;

/** NextSeq 500/550, MiniSeq and MiSeq 4: a `CompletionStatus` beside planned and completed cycles. */
function endingOf(run: SequencingRun, outcome: Outcome): XmlTree {
  const planned = cyclesByRead(run.reads, run.plannedCycles);
  const completed = cyclesByRead(run.reads, run.completedCycles);
  const [status, error] = ENDINGS[outcome];
  return {
    ...DOTNET_NAMESPACES,
    Version: 1,
    CompletionStatus: status,
    RunId: run.folderName,
    PlannedRead1Cycles: planned.read1,
    PlannedRead2Cycles: planned.read2,
    PlannedIndex1ReadCycles: planned.index1,
    PlannedIndex2ReadCycles: planned.index2,
    CompletedRead1Cycles: completed.read1,
    CompletedRead2Cycles: completed.read2,
    CompletedIndex1ReadCycles: completed.index1,
    CompletedIndex2ReadCycles: completed.index2,
    ClusterDensity: 190.5,
    ClustersPassingFilter: 85.25,
    EstimatedYield: 0.01,
    ErrorDescription: error,
  };
}

/**
 * NovaSeq X and MiSeq i100: a `RunStatus` beside the completed reads. Only RunCompleted and RunErrored are known, so
 * a run that somebody stopped says RunCompleted with fewer cycles than planned.
 */
function statusOf(run: SequencingRun, outcome: Outcome, ended: number): XmlTree {
  return {
    ...DOTNET_NAMESPACES,
    RunStartTime: dotnetTime(run.started),
    RunEndTime: dotnetTime(ended),
    PreRunChecksDuration: dotnetDuration(17 * 60_000 + 6_889),
    PostRunWashDuration: dotnetDuration(108 * 60_000 + 29_155),
    PostRunProtocolDuration: dotnetDuration(2 * 60_000 + 57_892),
    TotalRunTime: dotnetDuration(ended - run.started),
    CompletedReads: { Read: namedReads(run, run.completedCycles) },
    RunStatus: outcome === 'failed' ? 'RunErrored' : 'RunCompleted',
    ...(outcome === 'failed'
      ? {
          RunError: {
            Type: 'Illumina.Instrument.Recipe.Runtime.Exceptions.RecipeExecutionFailedException',
            Message: 'I/O data integrity check failed',
          },
        }
      : {}),
  };
}

/** The reads that a run has, as `Read` elements with a name and a number of cycles. */
export function namedReads(run: RunFacts, completed: number): XmlTree[] {
  const planned = cyclesByRead(run.reads, run.plannedCycles);
  const done = cyclesByRead(run.reads, completed);
  return (
    [
      ['Read1', planned.read1, done.read1],
      ['Index1', planned.index1, done.index1],
      ['Index2', planned.index2, done.index2],
      ['Read2', planned.read2, done.read2],
    ] as const
  )
    .filter(([, cycles]) => cycles > 0)
    .map(([name, , cycles]) => ({ '@ReadName': name, '@Cycles': cycles }));
}
