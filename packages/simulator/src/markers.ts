import type { Clock } from './clock.ts';
import { completionStatus } from './completion-status.ts';
import { rta1Time, usDateTime } from './dates.ts';
import type { Outcome } from './outcome.ts';
import type { Read } from './reads.ts';
import type { SequencingRun } from './run.ts';
import type { Step } from './step.ts';

/** The markers that RTA writes when a read is done, except those of RTA 1 for the last read, which come at the end. */
export function* readMarkers(run: SequencingRun, read: Read, clock: Clock): Generator<Step> {
  const { markers } = run.model;
  if (markers === 'rta1' && read.last < run.plannedCycles) {
    yield* netcopy(run, clock, 'ImageAnalysis', `_Read${read.number}`);
    clock.pass(7_600);
    yield* netcopy(run, clock, 'Basecalling', `_Read${read.number}`);
  } else if (markers === 'rta2') {
    yield clock.write(
      `RTARead${read.number}Complete.txt`,
      `Read ${read.number} complete ${usDateTime(clock.now)}`,
    );
  }
}

/** RTA's last word: base calling on the instrument is over. */
export function* rtaComplete(run: SequencingRun, outcome: Outcome, clock: Clock): Generator<Step> {
  const { markers, rtaVersion } = run.model;
  switch (markers) {
    case 'rta1': {
      const last = outcome === 'complete' ? `_Read${run.reads.length}` : undefined;
      for (const task of ['ImageAnalysis', 'Basecalling']) {
        yield* netcopy(run, clock, task, '');
        if (last !== undefined) yield* netcopy(run, clock, task, last);
        clock.pass(10_000);
      }
      yield clock.write('RTAComplete.txt', `${rta1Time(clock.now)},Illumina RTA ${rtaVersion}\r\n`);
      break;
    }
    case 'rta2':
      yield clock.write('RTAComplete.txt', `RTA ${rtaVersion} completed on ${usDateTime(clock.now)}\r\n`);
      break;
    case 'rta3':
      yield clock.write('RTAComplete.txt', ' \n');
      break;
    case 'rta4':
      // RTA 4 instruments report the outcome before RTA's marker.
      yield* completionStatus(run, outcome, clock);
      yield clock.write('RTAComplete.txt', '');
      break;
  }
}

/** What the control software and the copy service add after RTA. */
export function* runComplete(run: SequencingRun, outcome: Outcome, clock: Clock): Generator<Step> {
  const { markers, layout, copyComplete } = run.model;
  if (layout === 'bcl.gz' && outcome !== 'failed') {
    clock.pass(12.5 * 60_000);
    const done = `Sequencing for flowcell ${run.side} completed on ${usDateTime(clock.now)}\r\n`;
    yield clock.write('SequencingComplete.txt', done);
  }
  if (markers === 'rta3' && outcome !== 'failed') yield clock.write('SequenceComplete.txt', '');
  if (markers !== 'rta4') yield* completionStatus(run, outcome, clock);
  if (copyComplete) {
    clock.pass(60_000);
    yield clock.write('CopyComplete.txt', '');
  }
}

function* netcopy(run: SequencingRun, clock: Clock, task: string, read: string): Generator<Step> {
  yield clock.write(
    `${task}_Netcopy_complete${read}.txt`,
    `${rta1Time(clock.now)},Illumina RTA ${run.model.rtaVersion}\r\n`,
  );
}
