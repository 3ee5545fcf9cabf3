import type { FlowCellDesign } from './flow-cell.ts';
import type { FolderNameParts, RunFacts } from './run-facts.ts';
import type { ScenarioName } from './scenarios.ts';
import type { XmlStyle, XmlTree } from './xml.ts';

/** How a family lays base calls out below `Data/Intensities/BaseCalls`. */
export type BaseCallLayout = 'bcl' | 'bcl.gz' | 'bgzf' | 'cbcl';

/**
 * Where a family keeps cluster positions: `locs` and `clocs` one file per tile, `lane-locs` one per lane, `s.locs` one
 * for the whole patterned flow cell, whose tiles therefore all have the same number of wells.
 */
export type PositionLayout = 'locs' | 'clocs' | 'lane-locs' | 's.locs';

/** A range of quality scores and the score that stands for it. */
export interface QualityBin {
  readonly low: number;
  readonly high: number;
  readonly value: number;
}

/** Which software generation's completion markers a run ends with. */
export type MarkerStyle = 'rta1' | 'rta2' | 'rta3' | 'rta4';

/** Which form of `RunCompletionStatus.xml` a model writes, if any. */
export type CompletionStatusForm = 'completion-status' | 'run-status';

export interface SequencerModel {
  readonly kind: 'sequencer';
  readonly name: string;
  /** The product's name. */
  readonly product: string;
  /** The simulated instrument's serial: the model's prefix, `SIM` and four digits. */
  readonly serial: string;
  readonly layout: BaseCallLayout;
  readonly positions: PositionLayout;
  readonly rtaVersion: string;
  readonly markers: MarkerStyle;
  readonly completionStatus?: CompletionStatusForm;
  /** Whether the Universal Copy Service ends the run with `CopyComplete.txt`. */
  readonly copyComplete: boolean;
  /** Whether analysis on the instrument may add `Analysis/1` after the run. */
  readonly onboardAnalysis: boolean;
  readonly flowCell: FlowCellDesign;
  readonly folderName: (run: FolderNameParts) => string;
  readonly runInfo: {
    readonly version: string;
    readonly style: XmlStyle;
    readonly date: (at: number) => string;
    readonly tileList: boolean;
    /** Elements after `FlowcellLayout`. */
    readonly rest: XmlTree;
  };
  readonly parameters: {
    readonly file: 'runParameters.xml' | 'RunParameters.xml';
    readonly style: XmlStyle;
    /** `end` is what the instrument knows when the run is over; most models write the same as at the start. */
    readonly content: (run: RunFacts, phase: 'start' | 'end') => XmlTree;
  };
  /** Scores that base calls carry; a cbcl stores their index, counted from 1. */
  readonly qualities: readonly number[];
  /** Bins of QMetricsOut.bin; without them its version 4 counts every score from 1 to 50. */
  readonly qualityBins?: readonly QualityBin[];
  readonly interop: {
    readonly tile: 2 | 3;
    readonly quality: 4 | 6 | 7;
    readonly corrected: 2 | 3 | 4;
  };
  readonly indexReads: 1 | 2;
  readonly minutesPerCycle: number;
  readonly defaults: {
    readonly lanes: number;
    readonly tiles: number;
    readonly cycles: number;
    readonly clusters: number;
  };
}

export interface ScannerModel {
  readonly kind: 'scanner';
  readonly name: string;
  readonly product: string;
  readonly serial: string;
  readonly layout: 'idat';
  readonly softwareVersion: string;
  readonly minutesPerPosition: number;
  readonly scenarios: readonly ScenarioName[];
  readonly defaults: {
    /** Positions on the chip. */
    readonly tiles: number;
    /** Probes of a position. */
    readonly clusters: number;
  };
}

export type Model = SequencerModel | ScannerModel;
