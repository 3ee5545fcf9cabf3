import { dotnetTime, yymmdd } from '../dates.ts';
import type { FlowCellDesign } from '../flow-cell.ts';
import type { SequencerModel } from '../model.ts';
import { cyclesByRead } from '../reads.ts';
import type { RunFacts } from '../run-facts.ts';
import { DOTNET_NAMESPACES, WINDOWS_XML, type XmlTree } from '../xml.ts';
import { datedFolderName, imageElements, SEVEN_BINS, windowsRunInfo } from './common.ts';

const CONTROL = '2.2.1.9';
const RTA = '2.11.4.0';

const FLOW_CELL: FlowCellDesign = {
  lanes: 1,
  surfaces: 2,
  swaths: 3,
  tileNames: 'FiveDigit',
  sectionsPerLane: 1,
  tiles: 10,
  serial: letters => `000H${letters(5)}`,
  side: 'A',
};

export const miniseq: SequencerModel = {
  kind: 'sequencer',
  name: 'miniseq',
  product: 'MiniSeq',
  serial: 'MNSIM0001',
  layout: 'bgzf',
  positions: 'lane-locs',
  rtaVersion: RTA,
  markers: 'rta2',
  completionStatus: 'completion-status',
  copyComplete: true,
  onboardAnalysis: false,
  flowCell: FLOW_CELL,
  folderName: datedFolderName(run => run.side + run.flowCell),
  runInfo: windowsRunInfo('4', true, imageElements(2592, 1944, ['Red', 'Green'])),
  parameters: { file: 'RunParameters.xml', style: WINDOWS_XML, content: parameters },
  qualities: SEVEN_BINS.map(bin => bin.value),
  qualityBins: SEVEN_BINS,
  interop: { tile: 2, quality: 6, corrected: 3 },
  indexReads: 2,
  minutesPerCycle: 4.5,
  defaults: { lanes: 1, tiles: 2, cycles: 72, clusters: 1000 },
};

function parameters(run: RunFacts, phase: 'start' | 'end'): XmlTree {
  const cycles = cyclesByRead(run.reads, run.plannedCycles);
  const reagent = `ML${run.digits('reagent', 7)}-REAGT`;
  const tag = (serial: string): XmlTree => ({
    SerialNumber: serial,
    PartNumber: 20004000,
    LotNumber: run.digits(`lot ${serial}`, 8),
    ExpirationDate: '2027-01-31T00:00:00',
  });
  return {
    ...DOTNET_NAMESPACES,
    RunParametersVersion: 'Version_2_0_0',
    Setup: {
      SupportMultipleSurfacesInUI: true,
      ApplicationVersion: CONTROL,
      ApplicationName: 'MiniSeq Control Software',
      NumTilesPerSwath: run.tilesPerSwath,
      NumSwaths: FLOW_CELL.swaths,
      NumLanes: 1,
      Read1: cycles.read1,
      Read2: cycles.read2,
      Index1Read: cycles.index1,
      Index2Read: cycles.index2,
      SectionPerLane: 1,
      LanePerSection: 1,
    },
    RunID: run.folderName,
    InstrumentID: run.serial,
    RunNumber: String(run.runNumber).padStart(4, '0'),
    RTAVersion: RTA,
    SystemSuiteVersion: CONTROL,
    LocalRunManagerVersion: '2.4.1.2636',
    RecipeVersion: '2.1.0.13',
    FirmwareVersion: 'r.1.0.4',
    FlowCellRfidTag: tag(run.flowCell),
    ReagentKitRfidTag: tag(reagent),
    FlowCellSerial: run.flowCell,
    ReagentKitSerial: reagent,
    ExperimentName: `Simulated run ${run.runNumber}`,
    LibraryID: null,
    SelectedTiles: { Tile: run.tiles.map(tile => `${tile.lane}_${tile.number}`) },
    RunFolder: `D:\\Illumina\\Sequencing Temp\\${run.folderName}\\`,
    OutputFolder: `\\\\landing.example\\runs\\${run.folderName}\\`,
    RunStartDate: yymmdd(run.started),
    FocusMethod: 'IXFocus',
    SurfaceToScan: 'Both',
    SelectiveSave: true,
    IsPairedEnd: cycles.read2 > 0,
    RunSetupType: 'LocalRunManager',
    RunMode: 'PerformanceDataOnly',
    ComputerName: 'SIM-MINISEQ',
    SequencingStarted: phase === 'end',
    PlannedRead1Cycles: cycles.read1,
    PlannedRead2Cycles: cycles.read2,
    PlannedIndex1ReadCycles: cycles.index1,
    PlannedIndex2ReadCycles: cycles.index2,
    RunStartTimeStamp: dotnetTime(run.started),
    CopyServiceRunId: run.digits('copy service', 16),
    LocalRunManagerRunId: run.digits('local run manager', 4),
    LocalRunManagerUserName: null,
    ModuleName: 'GenerateFastQWorkflow',
    ModuleVersion: '2.0.1.17',
  };
}
