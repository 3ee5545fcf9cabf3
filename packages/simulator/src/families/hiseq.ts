import { yymmdd } from '../dates.ts';
import type { FlowCellDesign } from '../flow-cell.ts';
import type { BaseCallLayout, SequencerModel } from '../model.ts';
import { cyclesByRead } from '../reads.ts';
import type { RunFacts } from '../run-facts.ts';
import { DOTNET_NAMESPACES, WINDOWS_XML, type XmlTree } from '../xml.ts';
import { datedFolderName, EVERY_SCORE, imageElements, SEVEN_BINS, windowsRunInfo } from './common.ts';

interface HiSeq {
  readonly name: string;
  readonly product: string;
  readonly serial: string;
  /** As in RunParameters; the patterned generation writes `HD` and a blank before it. */
  readonly control: string;
  readonly rta: string;
  readonly swaths: number;
  readonly tiles: number;
  readonly flowCellSuffix: string;
  readonly imageHeight?: number;
}

export const hiseq2000 = randomFlowCell({
  name: 'hiseq-2000',
  product: 'HiSeq 2000',
  serial: 'SNSIM0001',
  control: '2.0.5',
  rta: '1.17.20',
  swaths: 3,
  tiles: 16,
  flowCellSuffix: 'ACXX',
});

/** Rapid mode: two lanes, two swaths. */
export const hiseq2500 = randomFlowCell({
  name: 'hiseq-2500',
  product: 'HiSeq 2500',
  serial: 'DSIM0001',
  control: '2.2.58',
  rta: '1.18.64',
  swaths: 2,
  tiles: 16,
  flowCellSuffix: 'BCXX',
});

export const hiseq3000 = patterned({
  name: 'hiseq-3000',
  product: 'HiSeq 3000',
  serial: 'JSIM0001',
  control: 'HD 3.4.0.38',
  rta: '2.7.7',
  swaths: 2,
  tiles: 28,
  flowCellSuffix: 'BBXY',
  imageHeight: 4826,
});

export const hiseq4000 = patterned({
  name: 'hiseq-4000',
  product: 'HiSeq 4000',
  serial: 'KSIM0001',
  control: 'HD 3.4.0.38',
  rta: '2.7.7',
  swaths: 2,
  tiles: 28,
  flowCellSuffix: 'BBXY',
  imageHeight: 4826,
});

export const hiseqX = patterned({
  name: 'hiseq-x',
  product: 'HiSeq X',
  serial: 'ST-ESIM0001',
  control: 'HD 3.5.0.7',
  rta: '2.7.7',
  swaths: 2,
  tiles: 24,
  flowCellSuffix: 'CCXY',
  imageHeight: 7241,
});

/** HiSeq 2000 and 2500: clusters anywhere, plain .bcl, RTA 1. */
function randomFlowCell(hiseq: HiSeq): SequencerModel {
  return {
    ...common(hiseq, 'bcl'),
    positions: 'clocs',
    markers: 'rta1',
    runInfo: windowsRunInfo('2', false, { AlignToPhiX: null }),
    qualities: EVERY_SCORE,
    interop: { tile: 2, quality: 4, corrected: 2 },
  };
}

/** HiSeq 3000, 4000 and X: wells, .bcl.gz, RTA 2, binned scores. */
function patterned(hiseq: HiSeq): SequencerModel {
  return {
    ...common(hiseq, 'bcl.gz'),
    positions: 's.locs',
    markers: 'rta2',
    runInfo: windowsRunInfo('3', true, {
      AlignToPhiX: null,
      ...imageElements(3188, hiseq.imageHeight ?? 4826, ['A', 'G', 'T', 'C']),
    }),
    qualities: SEVEN_BINS.map(bin => bin.value),
    qualityBins: SEVEN_BINS,
    interop: { tile: 2, quality: 6, corrected: 2 },
  };
}

function common(hiseq: HiSeq, layout: BaseCallLayout) {
  const flowCell: FlowCellDesign = {
    lanes: 8,
    surfaces: 2,
    swaths: hiseq.swaths,
    tileNames: 'FourDigit',
    tiles: hiseq.tiles,
    serial: letters => `H${letters(4)}${hiseq.flowCellSuffix}`,
    side: 'A or B',
  };
  return {
    kind: 'sequencer',
    name: hiseq.name,
    product: hiseq.product,
    serial: hiseq.serial,
    layout,
    rtaVersion: hiseq.rta,
    // UCS came after the HiSeq: RTA copies by itself
    copyComplete: false,
    onboardAnalysis: false,
    flowCell,
    folderName: datedFolderName(run => run.side + run.flowCell),
    parameters: {
      file: 'runParameters.xml',
      style: WINDOWS_XML,
      content: (run: RunFacts) => parameters(run, hiseq, layout),
    },
    indexReads: 2,
    minutesPerCycle: 12,
    defaults: { lanes: 2, tiles: 1, cycles: 72, clusters: 1000 },
  } as const;
}

function parameters(run: RunFacts, hiseq: HiSeq, layout: BaseCallLayout): XmlTree {
  const cycles = cyclesByRead(run.reads, run.plannedCycles);
  return {
    ...DOTNET_NAMESPACES,
    Setup: {
      ExperimentName: `Simulated run ${run.runNumber}`,
      ScanID: -999,
      FCPosition: run.side,
      WorkFlowType: cycles.index2 > 0 ? 'DUALINDEX' : 'SINGLEINDEX',
      Read1: cycles.read1,
      IndexRead1: cycles.index1,
      IndexRead2: cycles.index2,
      Read2: cycles.read2,
      OutputFolder: '\\\\landing.example\\runs',
      CompressBcls: layout === 'bcl.gz',
      PeriodicSave: 'Save All Thumbnails',
      Flowcell: `${hiseq.product} flow cell`,
      FirstBaseConfirmation: true,
      SampleSheet: null,
      RunMode: hiseq.name === 'hiseq-2500' ? 'RapidRun' : 'HighOutput',
      PerformPreRunFluidicsCheck: false,
      ApplicationName: 'HiSeq Control Software',
      ApplicationVersion: hiseq.control,
      RunID: run.folderName,
      RunStartDate: yymmdd(run.started),
      BaseSpaceSettings: {
        RunMonitoringOnly: false,
        Username: null,
        UseBaseSpace: false,
        SendInstrumentHealthToILMN: false,
      },
      ScannerID: run.serial,
      ScanNumber: run.runNumber,
      ComputerName: `SIM-${hiseq.name.toUpperCase()}`,
      FPGAVersion: '10.37.13',
      CPLDVersion: '3.0.0',
      RTAVersion: hiseq.rta,
      ChemistryVersion: 'Illumina,Bruno Fluidics Controller,0,v2.0420',
      Barcode: run.flowCell,
      Username: 'operator',
      FocusMethod: 'DynamicITF',
      SelectedSurface: 'BothLaneSurfaces',
      EnableBasecalling: true,
      NumTilesPerSwath: run.tilesPerSwath,
      NumSwaths: hiseq.swaths,
      Reads: {
        Read: run.reads.map(read => ({
          '@Number': read.number,
          '@NumCycles': read.cycles,
          '@IsIndexedRead': read.index ? 'Y' : 'N',
        })),
      },
      ReagentKits: { Sbs: { SbsReagentKit: { ID: run.digits('reagent', 8), Prime: false } } },
    },
    Version: 1,
  };
}
