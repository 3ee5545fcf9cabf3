import { MINUTE } from './dates.ts';
import { tilesOf } from './flow-cell.ts';
import type { SequencerModel } from './model.ts';
import type { SequencerOptions } from './options.ts';
import { digits, keyedRandom, letters } from './random.ts';
import { splitIntoReads } from './reads.ts';
import type { RunFacts } from './run-facts.ts';
import type { ScenarioName } from './scenarios.ts';

/** A run on an instrument of this model. */
export interface SequencingRun extends RunFacts {
  readonly model: SequencerModel;
}

/** The first simulated run starts on 3 March 2025 at 08:00 UTC; each seed has its own minute after that. */
const FIRST_START = Date.UTC(2025, 2, 3, 8);

/** Within so many minutes of the first start every seed's run starts, so that dates stay in one year. */
const START_SPREAD = 200 * 24 * 60;

export function sequencingRun(model: SequencerModel, options: SequencerOptions): SequencingRun {
  const { seed, lanes, tiles: tilesPerSwath, cycles, clusters, scenario } = options;
  const random = keyedRandom(seed, model.name, 'run');
  const started = options.started ?? startOf(seed, model.name);
  const runNumber = 1 + (random() % 999);
  const side = model.flowCell.side === 'A or B' ? 'AB'.charAt(random() % 2) : model.flowCell.side;
  const flowCell = model.flowCell.serial(
    length => letters(random, length),
    length => digits(random, length),
  );
  const ownDigits = (label: string, length: number): string =>
    digits(keyedRandom(seed, model.name, label), length);

  const completed = completedCycles(scenario, cycles);
  const parts = { started, serial: model.serial, runNumber, side, flowCell, digits: ownDigits };
  return {
    ...parts,
    model,
    scenario,
    seed,
    folderName: model.folderName(parts),
    reads: splitIntoReads(cycles, model.indexReads),
    lanes,
    tilesPerSwath,
    tiles: tilesOf(model.flowCell, lanes, tilesPerSwath),
    clusters,
    plannedCycles: cycles,
    completedCycles: completed,
    minutes: completed * model.minutesPerCycle,
  };
}

/** When the simulated run of that seed starts on that model, where nobody says it. */
export function startOf(seed: number, modelName: string): number {
  return FIRST_START + (keyedRandom(seed, modelName, 'start')() % START_SPREAD) * MINUTE;
}

/** A run that does not reach its end gets through about two thirds of its cycles. */
function completedCycles(scenario: ScenarioName, planned: number): number {
  const cutShort = scenario === 'ended-early' || scenario === 'failed' || scenario === 'aborted';
  return cutShort ? Math.floor((planned * 2) / 3) : planned;
}
