import type { SequencingRun } from './run.ts';
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

export interface FlowCellDesign {
  /** Most lanes that the model's flow cells have. */
  readonly lanes: number;
  readonly surfaces: number;
  readonly swaths: number;
  /** Five digits: the section (camera) is a part of the tile's number. */
  readonly tileNames: 'FourDigit' | 'FiveDigit';
  readonly sectionsPerLane?: number;
  /** Lanes that one camera images on a whole flow cell. */
  readonly lanesPerSection?: number;
  /** Most tiles in a swath (and section) on a real flow cell. */
  readonly tiles: number;
  /** The flow cell's serial number, from a source of letters and one of digits. */
  readonly serial: (letters: (length: number) => string, digits: (length: number) => string) => string;
  /** The side that the run's name carries; models with one flow cell always say A, or nothing. */
  readonly side: '' | 'A' | 'A or B';
}

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
    readonly content: (run: SequencingRun, phase: 'start' | 'end') => XmlTree;
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

export interface FolderNameParts {
  readonly started: number;
  readonly serial: string;
  readonly runNumber: number;
  readonly side: string;
  readonly flowCell: string;
  /** Digits that belong to this run alone, for consumables. */
  readonly digits: (label: string, length: number) => string;
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
