import { analysis } from './analysis.ts';
import { callsOf, passFilterOf } from './base-calls.ts';
import { Clock } from './clock.ts';
import { configuration } from './configuration.ts';
import { MINUTE } from './dates.ts';
import { type Tile, upTo } from './flow-cell.ts';
import { InterOp } from './interop/interop.ts';
import { baseCallFiles } from './layouts/base-call-files.ts';
import { laneTileIndex } from './layouts/bgzf.ts';
import type { LaneCycle } from './layouts/file.ts';
import { filterFiles } from './layouts/filter.ts';
import { patternedPositions, positionFiles } from './layouts/positions.ts';
import { EXITED_EARLY, rtaLogLine, rtaLogPath } from './log.ts';
import { readMarkers, rtaComplete, runComplete } from './markers.ts';
import type { Outcome } from './outcome.ts';
import { BASE_CALLS, laneFolder } from './paths.ts';
import type { SequencingRun } from './run.ts';
import { runInfo } from './run-info.ts';
import { sampleSheet } from './sample-sheet.ts';
import type { Step } from './step.ts';
import { thumbnails } from './thumbnails.ts';
import { xmlDocument } from './xml.ts';

/** The cycle by whose end clusters are located (RTA 2's `TemplateEndCycle`). */
const TEMPLATE_CYCLE = 5;
/** The cycle by whose end it is known which clusters pass the filter (RTA 2's `FilterAndAlignCycle`). */
const FILTER_CYCLE = 25;

/** A run in progress. */
interface Sequencing {
  readonly run: SequencingRun;
  readonly clock: Clock;
  readonly interop: InterOp;
  /** The clusters that pass the filter, known to the plan from the start and to the instrument from cycle 25 on. */
  readonly passing: ReadonlyMap<Tile, Uint8Array>;
}

/** All that the instrument does with a run folder, from an empty one to the last marker. */
export function* sequencingSteps(run: SequencingRun): Generator<Step> {
  const sequencing: Sequencing = {
    run,
    clock: new Clock(run.started),
    interop: new InterOp(run),
    passing: new Map(run.tiles.map(tile => [tile, passFilterOf(run, tile)])),
  };
  yield* start(sequencing);
  for (const cycle of upTo(run.completedCycles)) yield* sequenceCycle(sequencing, cycle);
  yield* end(sequencing);
}

function* start({ run, clock }: Sequencing): Generator<Step> {
  for (const lane of upTo(run.lanes)) yield { kind: 'folder', path: `${BASE_CALLS}/${laneFolder(lane)}` };
  yield { kind: 'folder', path: 'InterOp' };
  yield clock.write('RunInfo.xml', runInfo(run));
  yield clock.write(run.model.parameters.file, parameters(run, 'start'));
  yield clock.write('SampleSheet.csv', sampleSheet(run));
  yield* clock.writeAll(configuration(run));
  yield clock.write(
    rtaLogPath(run),
    rtaLogLine(run, clock.now, 'RTA', `RTA ${run.model.rtaVersion} started`),
  );
  if (run.model.positions === 's.locs') {
    yield* clock.writeAll([patternedPositions(run.seed, run.clusters)]);
  }
}

function* sequenceCycle(sequencing: Sequencing, cycle: number): Generator<Step> {
  const { run, clock, interop } = sequencing;
  const ends = run.started + cycle * run.model.minutesPerCycle * MINUTE;
  clock.pass(Math.max(0, ends - clock.now));
  for (const lane of upTo(run.lanes)) {
    const calls = callLane(sequencing, lane, cycle);
    yield* clock.writeAll(baseCallFiles(run.model, calls, cycle > FILTER_CYCLE));
    interop.addCalls(calls);
    yield* firstAndFilterFiles(sequencing, calls);
  }
  if (cycle === filterCycle(run)) interop.addClusters(sequencing.passing);
  if (cycle === 1) yield* clock.writeAll(thumbnails(run));

  const finished = run.reads.find(read => read.last === cycle);
  if (finished !== undefined) {
    interop.addRead(finished.number);
    yield* readMarkers(run, finished, clock);
  }
  if (run.scenario === 'growing-interop') yield* interop.flush(clock);
  yield clock.append(rtaLogPath(run), rtaLogLine(run, clock.now, 'BaseCaller', `cycle ${cycle} called`));
  yield { kind: 'cycle', number: cycle };
}

/** A lane's files that come once: positions and tile index early in the run, the filter when it is known. */
function* firstAndFilterFiles({ run, clock }: Sequencing, calls: LaneCycle): Generator<Step> {
  const { positions, layout } = run.model;
  if (calls.cycle === Math.min(TEMPLATE_CYCLE, run.completedCycles)) {
    yield* clock.writeAll(positionFiles(run.seed, positions, calls));
    if (layout === 'bgzf') yield* clock.writeAll([laneTileIndex(calls)]);
  }
  if (calls.cycle === filterCycle(run)) yield* clock.writeAll(filterFiles(calls, layout === 'bgzf'));
}

/** A run too short for the filter's usual cycle has it after its last one. */
function filterCycle(run: SequencingRun): number {
  return Math.min(FILTER_CYCLE, run.completedCycles);
}

function callLane({ run, passing }: Sequencing, lane: number, cycle: number): LaneCycle {
  return {
    lane,
    cycle,
    tiles: run.tiles
      .filter(tile => tile.lane === lane)
      .map(tile => ({
        tile,
        calls: callsOf(run, tile, cycle),
        passing: passing.get(tile) ?? new Uint8Array(),
      })),
  };
}

function* end(sequencing: Sequencing): Generator<Step> {
  const { run, clock, interop } = sequencing;
  yield* interop.flush(clock);
  if (run.scenario === 'aborted') {
    yield* halfCycle(sequencing);
    return;
  }
  const outcome: Outcome =
    run.scenario === 'ended-early' || run.scenario === 'failed' ? run.scenario : 'complete';
  yield clock.append(rtaLogPath(run), rtaLogLine(run, clock.now, 'RTA', LAST_WORDS[outcome]));

  // where no completion status can tell of a failure, the copy service and RTA fall silent
  if (outcome === 'failed' && run.model.completionStatus === undefined) return;

  yield* rtaComplete(run, outcome, clock);
  if (run.scenario === 'rewritten-xml') yield clock.replace('RunInfo.xml', runInfo(run));
  const [first, last] = [parameters(run, 'start'), parameters(run, 'end')];
  if (run.scenario === 'rewritten-xml' || first !== last)
    yield clock.replace(run.model.parameters.file, last);
  yield* runComplete(run, outcome, clock);
  if (run.scenario === 'late-analysis') yield* analysis(run, clock);
}

const LAST_WORDS: Record<Outcome, string> = {
  complete: 'Exit',
  'ended-early': 'Run stopped by the operator',
  failed: EXITED_EARLY,
};

/** Half of the first file of one cycle more: the instrument went away while it wrote it. */
function* halfCycle(sequencing: Sequencing): Generator<Step> {
  const { run, clock } = sequencing;
  const calls = callLane(sequencing, 1, run.completedCycles + 1);
  const [file] = baseCallFiles(run.model, calls, calls.cycle > FILTER_CYCLE);
  clock.pass(run.model.minutesPerCycle * MINUTE);
  if (file !== undefined)
    yield clock.write(file.path, file.bytes.subarray(0, Math.ceil(file.bytes.length / 2)));
}

function parameters(run: SequencingRun, phase: 'start' | 'end'): string {
  const { content, style } = run.model.parameters;
  return xmlDocument('RunParameters', content(run, phase), style);
}
