import { usDateTime, yymmdd } from '../dates.ts';
import type { SequencerModel } from '../model.ts';
import { cyclesByRead } from '../reads.ts';
import type { RunFacts } from '../run-facts.ts';
import { DOTNET_NAMESPACES, LINUX_RUN_INFO, WINDOWS_XML, type XmlTree } from '../xml.ts';
import { datedFolderName, imageElements, NOVASEQ_BINS } from './common.ts';

/** Control software and copy service come in pairs. */
interface Software {
  readonly control: string;
  readonly copyService: string;
}

const RTA = 'v3.4.4';

export const novaseq6000 = novaseq('novaseq-6000', 'NovaSeq 6000', 'ASIM0001', {
  control: '1.8.1',
  copyService: '2.7.3.4836',
});

/**
 * No RunParameters of a NovaSeq 6000Dx are known. This writes what the NovaSeq 6000 writes, which has no field for the
 * run's mode.
 */
export const novaseq6000dx = novaseq('novaseq-6000dx', 'NovaSeq 6000Dx', 'ADXSIM0001', {
  control: '1.7.5',
  copyService: '1.6.3.1575',
});

/** With an S1 flow cell. */
function novaseq(name: string, product: string, serial: string, software: Software): SequencerModel {
  return {
    kind: 'sequencer',
    name,
    product,
    serial,
    layout: 'cbcl',
    positions: 's.locs',
    rtaVersion: RTA,
    markers: 'rta3',
    copyComplete: true,
    onboardAnalysis: false,
    flowCell: {
      lanes: 4,
      surfaces: 2,
      swaths: 2,
      tileNames: 'FourDigit',
      tiles: 78,
      serial: letters => `H${letters(4)}DRX3`,
      side: 'A or B',
    },
    folderName: datedFolderName(run => run.side + run.flowCell),
    runInfo: {
      version: '5',
      style: { ...LINUX_RUN_INFO, declaration: '<?xml version="1.0" encoding="utf-8"?>' },
      date: usDateTime,
      tileList: true,
      rest: { AlignToPhiX: null, ...imageElements(3200, 3607, ['RED', 'GREEN']) },
    },
    parameters: {
      file: 'RunParameters.xml',
      style: WINDOWS_XML,
      content: (run, phase) => parameters(run, phase, software),
    },
    qualities: [11, 25, 37],
    qualityBins: NOVASEQ_BINS,
    interop: { tile: 3, quality: 7, corrected: 4 },
    indexReads: 2,
    minutesPerCycle: 7,
    defaults: { lanes: 2, tiles: 2, cycles: 72, clusters: 1000 },
  };
}

function parameters(run: RunFacts, phase: 'start' | 'end', software: Software): XmlTree {
  const cycles = cyclesByRead(run.reads, run.plannedCycles);
  const used = phase === 'end' ? run.completedCycles : 0;
  return {
    ...DOTNET_NAMESPACES,
    Surface: 'Both',
    ReadType: cycles.read2 > 0 ? 'PairedEnd' : 'SingleRead',
    Side: run.side,
    Read1NumberOfCycles: cycles.read1,
    Read2NumberOfCycles: cycles.read2,
    IndexRead1NumberOfCycles: cycles.index1,
    IndexRead2NumberOfCycles: cycles.index2,
    PlannedRead1Cycles: cycles.read1,
    PlannedRead2Cycles: cycles.read2,
    PlannedIndex1ReadCycles: cycles.index1,
    PlannedIndex2ReadCycles: cycles.index2,
    RunNumber: run.runNumber,
    RtaVersion: RTA,
    RecipeVersion: software.control,
    ExperimentName: `Simulated run ${run.runNumber}`,
    RfidsInfo: {
      FlowCellSerialBarcode: run.flowCell,
      FlowCellPartNumber: 20028317,
      FlowCellLotNumber: run.digits('flow cell lot', 8),
      FlowCellSupportedModes: 'LTWashOnly;S1',
      FlowCellMode: 'S1',
      LibraryTubeSerialBarcode: `NV${run.digits('library tube', 7)}-LIB`,
      SbsSerialBarcode: `NV${run.digits('sbs', 7)}-RGSBS`,
      SbsNumberOfCyclesRemaining: Math.max(0, 338 - used),
      SbsNumberOfCyclesSupported: 338,
      ClusterSerialBarcode: `NV${run.digits('cluster', 7)}-RGCPE`,
      BufferSerialBarcode: `NV${run.digits('buffer', 7)}-BUFFR`,
    },
    UsedLimsSetup: false,
    CeLinuxRunFolder: `/ilmn/outputfolder/${run.folderName}/`,
    RtaRawRunFolder: '/ilmn/outputfolder',
    CeMountRunFolder: `Z:\\outputfolder\\${run.folderName}\\`,
    OutputRunFolder: `\\\\landing.example\\runs\\${run.folderName}\\`,
    OutputRootFolder: '\\\\landing.example\\runs',
    SbcRunFolder: `C:\\ProgramData\\Illumina\\NovaSeq\\NovaSeqTemp\\${run.folderName}\\`,
    RunStartDate: yymmdd(run.started),
    RunId: run.folderName,
    UseBaseSpace: false,
    UseCustomRecipe: false,
    IsRehyb: false,
    InstrumentName: run.serial,
    PlatformType: 'HighThroughput',
    Application: 'NovaSeq Control Software',
    ApplicationVersion: software.control,
    Build: 59,
    FirmwareVersions: {
      FirmwareVersion: [{ Board: 'Fluidics Board', Version: 'novaseq_flu@NovaSeq_1.26.10' }],
    },
    SendIlluminaHealthData: false,
    UcsRunId: run.digits('copy service', 16),
    UcsVersion: software.copyService,
    RunSetupMode: 'Manual',
    WorkflowType: 'NovaSeqStandard',
  };
}
