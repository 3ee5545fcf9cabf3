import { yymmdd } from '../dates.ts';
import { type FlowCellDesign, lanesPerSection } from '../flow-cell.ts';
import type { SequencerModel } from '../model.ts';
import { cyclesByRead } from '../reads.ts';
import type { RunFacts } from '../run-facts.ts';
import { DOTNET_NAMESPACES, WINDOWS_XML, type XmlTree } from '../xml.ts';
import { datedFolderName, imageElements, SEVEN_BINS, windowsRunInfo } from './common.ts';

interface Software {
  readonly parametersVersion: string;
  readonly control: string;
  readonly suite: string;
  readonly rta: string;
  /** From version 4 on: the copy service and Local Run Manager came with it. */
  readonly localRunManager?: string;
}

const NCS_2: Software = {
  parametersVersion: 'NextSeq_2_1_0',
  control: '2.1.0.31',
  suite: '2.1.2.1',
  rta: '2.4.11',
};

const NCS_4: Software = {
  parametersVersion: 'NextSeq_4_0_0',
  control: '4.0.1.41',
  suite: '4.0.1.41',
  rta: '2.11.3',
  localRunManager: '2.4.0.2385',
};

/** A Mid Output flow cell: one swath. */
const FLOW_CELL: FlowCellDesign = {
  lanes: 4,
  surfaces: 2,
  swaths: 1,
  tileNames: 'FiveDigit',
  sectionsPerLane: 3,
  lanesPerSection: 2,
  tiles: 12,
  serial: letters => `H${letters(4)}AFX2`,
  side: 'A',
};

/** With software 2, which RTA's own copying served: no CopyComplete.txt. */
export const nextseq500 = nextseq('nextseq-500', 'NextSeq 500', 'NSSIM0001', NCS_2);

export const nextseq550 = nextseq('nextseq-550', 'NextSeq 550', 'NBSIM0001', NCS_4);

/**
 * In research mode, which the serial's suffix says. No RunParameters of Dx mode are known, so there is no
 * such model.
 */
export const nextseq550dx = nextseq('nextseq-550dx', 'NextSeq 550Dx', 'NDXSIM0001_RUO', NCS_4);

function nextseq(name: string, product: string, serial: string, software: Software): SequencerModel {
  return {
    kind: 'sequencer',
    name,
    product,
    serial,
    layout: 'bgzf',
    positions: 'lane-locs',
    rtaVersion: software.rta,
    markers: 'rta2',
    completionStatus: 'completion-status',
    copyComplete: software.localRunManager !== undefined,
    onboardAnalysis: false,
    flowCell: FLOW_CELL,
    folderName: datedFolderName(run => run.side + run.flowCell),
    runInfo: windowsRunInfo('4', true, imageElements(2592, 1944, ['Red', 'Green'])),
    parameters: {
      file: 'RunParameters.xml',
      style: WINDOWS_XML,
      content: (run, phase) => parameters(run, phase, software),
    },
    qualities: SEVEN_BINS.map(bin => bin.value),
    qualityBins: SEVEN_BINS,
    interop: { tile: 2, quality: 6, corrected: 3 },
    indexReads: 2,
    minutesPerCycle: 5.5,
    defaults: { lanes: 4, tiles: 1, cycles: 72, clusters: 500 },
  };
}

function parameters(run: RunFacts, phase: 'start' | 'end', software: Software): XmlTree {
  const cycles = cyclesByRead(run.reads, run.plannedCycles);
  const reagent = `NS${run.digits('reagent', 7)}-REAGT`;
  const buffer = `NS${run.digits('buffer', 7)}-BUFFR`;
  const tag = (serial: string, part: number): XmlTree => ({
    SerialNumber: serial,
    PartNumber: part,
    LotNumber: run.digits(`lot ${part}`, 8),
    ExpirationDate: '2027-01-31T00:00:00',
  });
  const withCopyService = software.localRunManager !== undefined;
  return {
    ...DOTNET_NAMESPACES,
    RunParametersVersion: software.parametersVersion,
    Setup: {
      SupportMultipleSurfacesInUI: true,
      ApplicationVersion: software.control,
      ApplicationName: 'NextSeq Control Software',
      NumTilesPerSwath: run.tilesPerSwath,
      NumSwaths: FLOW_CELL.swaths,
      NumLanes: run.lanes,
      Read1: cycles.read1,
      Read2: cycles.read2,
      Index1Read: cycles.index1,
      Index2Read: cycles.index2,
      SectionPerLane: 3,
      LanePerSection: lanesPerSection(FLOW_CELL, run.lanes),
    },
    RunID: run.folderName,
    ...(withCopyService ? { CopyServiceRunId: run.digits('copy service', 16) } : {}),
    InstrumentID: run.serial,
    RunNumber: run.runNumber,
    RTAVersion: software.rta,
    SystemSuiteVersion: software.suite,
    ...(withCopyService
      ? { LocalRunManagerVersion: software.localRunManager, RecipeVersion: '4.0.0.1' }
      : {}),
    FlowCellRfidTag: tag(run.flowCell, 20022409),
    PR2BottleRfidTag: tag(buffer, 15057941),
    ReagentKitRfidTag: tag(reagent, 15057939),
    FlowCellSerial: run.flowCell,
    PR2BottleSerial: buffer,
    ReagentKitSerial: reagent,
    ExperimentName: `Simulated run ${run.runNumber}`,
    LibraryID: null,
    Chemistry: 'NextSeq Mid',
    SelectedTiles: { Tile: run.tiles.map(tile => `${tile.lane}_${tile.number}`) },
    RunFolder: `D:\\Illumina\\NextSeq Control Software Temp\\${run.folderName}\\`,
    OutputFolder: `\\\\landing.example\\runs\\${run.folderName}\\`,
    RunStartDate: yymmdd(run.started),
    FocusMethod: 'IXFocus',
    SurfaceToScan: 'Both',
    SaveFocusImages: false,
    SaveScanImages: false,
    SelectiveSave: true,
    IsPairedEnd: cycles.read2 > 0,
    ...(withCopyService ? { LocalRunManagerRunId: { '@xsi:nil': 'true' } } : {}),
    RunSetupType: 'ManualRunSetup',
    RunMode: 'PerformanceDataOnly',
    ComputerName: run.serial.replace('_', '-'),
    SequencingStarted: phase === 'end',
    PlannedRead1Cycles: cycles.read1,
    PlannedRead2Cycles: cycles.read2,
    PlannedIndex1ReadCycles: cycles.index1,
    PlannedIndex2ReadCycles: cycles.index2,
    IsRehyb: false,
    PurgeConsumables: true,
  };
}
