import { SeqwardenError } from '@seqwarden/proof';
import type { ScannerModel, SequencerModel } from './model.ts';
import { isScenario, SCENARIOS, type ScenarioName } from './scenarios.ts';

/** What the caller may choose. Every number has a small default of the model. */
export interface PlanOptions {
  /** A name of `MODELS`, for example `miseq`, or its product's, `MiSeq`, as people spell it. */
  readonly model: string;
  /** Of another instrument of the model: the model's serial with other digits, `MSIM0002`. Default: that of the model. */
  readonly serial?: string;
  /** Same seed, same bytes. Default 1. */
  readonly seed?: number;
  /** When the run starts, in milliseconds since 1970 UTC. Default: a moment of 2025 that the seed chooses. */
  readonly started?: number;
  /** Lanes of the flow cell, at most as many as the model's flow cells have. */
  readonly lanes?: number;
  /**
   * Tiles in each swath of each surface (and of each section on NextSeq and MiniSeq): RunInfo's `TileCount`. A lane has
   * surfaces x swaths x sections times as many. For iScan: positions on the chip.
   */
  readonly tiles?: number;
  /** All cycles of the run, split over its reads. */
  readonly cycles?: number;
  /** Clusters of a tile; wells on a patterned flow cell, else a mean. For iScan: probes of a position. */
  readonly clusters?: number;
  /** A name of {@link SCENARIOS}. Default `complete`. */
  readonly scenario?: string;
}

export interface SequencerOptions {
  readonly seed: number;
  /** undefined: the seed chooses. */
  readonly started: number | undefined;
  readonly lanes: number;
  readonly tiles: number;
  readonly cycles: number;
  readonly clusters: number;
  readonly scenario: ScenarioName;
}

export type ScannerOptions = Pick<SequencerOptions, 'seed' | 'started' | 'tiles' | 'clusters' | 'scenario'>;

const MOST = { seed: 0xffff_ffff, cycles: 2000, clusters: 1_000_000 } as const;

/** @throws SeqwardenError `USAGE` when a number is out of range or the model cannot have the scenario. */
export function sequencerOptions(model: SequencerModel, options: PlanOptions): SequencerOptions {
  const { defaults, flowCell } = model;
  const scenario = scenarioNamed(options.scenario);
  if (scenario === 'late-analysis' && !model.onboardAnalysis) {
    throw usage(
      `${model.product} has no analysis on the instrument, so the scenario late-analysis does not apply`,
    );
  }
  return {
    seed: whole('seed', options.seed ?? 1, 0, MOST.seed),
    started: startOption(options),
    lanes: whole('lanes', options.lanes ?? defaults.lanes, 1, flowCell.lanes),
    tiles: whole('tiles', options.tiles ?? defaults.tiles, 1, flowCell.tiles),
    cycles: whole('cycles', options.cycles ?? defaults.cycles, scenario === 'complete' ? 1 : 3, MOST.cycles),
    clusters: whole('clusters', options.clusters ?? defaults.clusters, 1, MOST.clusters),
    scenario,
  };
}

/** @throws SeqwardenError `USAGE` when an option does not apply to a scanner or is out of range. */
export function scannerOptions(model: ScannerModel, options: PlanOptions): ScannerOptions {
  const scenario = scenarioNamed(options.scenario);
  if (!model.scenarios.includes(scenario)) {
    throw usage(
      `${model.product} writes chip folders without XML, InterOp or markers: no scenario ${scenario}`,
    );
  }
  for (const name of ['lanes', 'cycles'] as const) {
    if (options[name] !== undefined) throw usage(`${model.product} has no ${name}`);
  }
  return {
    seed: whole('seed', options.seed ?? 1, 0, MOST.seed),
    started: startOption(options),
    tiles: whole('tiles', options.tiles ?? model.defaults.tiles, scenario === 'complete' ? 1 : 2, 24),
    clusters: whole('clusters', options.clusters ?? model.defaults.clusters, 1, MOST.clusters),
    scenario,
  };
}

/** The model with another serial, which still says that it is simulated. @throws SeqwardenError `USAGE` */
export function withSerial<M extends ScannerModel | SequencerModel>(model: M, serial: string | undefined): M {
  if (serial === undefined) return model;
  const withoutNumber = (text: string) => text.replace(/SIM\d{4}/, 'SIM');
  if (/SIM\d{4}/.test(serial) && withoutNumber(serial) === withoutNumber(model.serial))
    return { ...model, serial };
  throw usage(`a simulated ${model.product} is called ${model.serial}, or so with four other digits`);
}

/** Years of two digits stand in folder names and RunInfo: they mean those of this century. */
function startOption({ started }: PlanOptions): number | undefined {
  return started === undefined ? undefined : whole('started', started, Date.UTC(2001), Date.UTC(2099));
}

function scenarioNamed(name = 'complete'): ScenarioName {
  if (isScenario(name)) return name;
  throw usage(`there is no scenario ${JSON.stringify(name)}; known are ${Object.keys(SCENARIOS).join(', ')}`);
}

function whole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw usage(`${name} must be a whole number from ${least} to ${most}, not ${value}`);
}

function usage(message: string): SeqwardenError {
  return new SeqwardenError('USAGE', message);
}
