import { yymmdd } from '../dates.ts';
import type { SequencerModel } from '../model.ts';
import type { RunFacts } from '../run-facts.ts';
import { DOTNET_NAMESPACES, WINDOWS_XML, type XmlTree } from '../xml.ts';
import { datedFolderName, EVERY_SCORE, windowsRunInfo } from './common.ts';

/** Software that a MiSeq's RunParameters name; `dxRuoRunType` only where the version writes the field. */
interface Software {
  readonly parametersVersion: string;
  readonly control: string;
  readonly rta: string;
  readonly dxRuoRunType?: 'Ruo';
}

/** MCS 4.1 is the only version in which a field for the run's mode was ever seen. */
const MCS_4_1: Software = {
  parametersVersion: 'MiSeq_1_3',
  control: '4.1.0.656',
  rta: '1.18.54.4',
  dxRuoRunType: 'Ruo',
};

const MCS_4_0: Software = { parametersVersion: 'MiSeq_1_2', control: '4.0.0.1769', rta: '1.18.54.4' };

export const miseq: SequencerModel = miseqModel('miseq', 'MiSeq', 'MSIM0001', MCS_4_1);

/**
 * No RunParameters of a MiSeqDx are known in Dx mode, nor its software's name and version there. So this writes what
 * the family's software 4.0 writes, which has no field for the mode.
 */
export const miseqdx: SequencerModel = miseqModel('miseqdx', 'MiSeqDx', 'M7SIM0001', MCS_4_0);

function miseqModel(name: string, product: string, serial: string, software: Software): SequencerModel {
  return {
    kind: 'sequencer',
    name,
    product,
    serial,
    layout: 'bcl',
    positions: 'locs',
    rtaVersion: software.rta,
    markers: 'rta1',
    completionStatus: 'completion-status',
    copyComplete: true,
    onboardAnalysis: false,
    flowCell: {
      lanes: 1,
      surfaces: 2,
      swaths: 1,
      tileNames: 'FourDigit',
      tiles: 19,
      serial: letters => `000000000-${letters(5)}`,
      side: '',
    },
    folderName: datedFolderName(run => run.flowCell),
    runInfo: windowsRunInfo('2', false, {}),
    parameters: {
      file: 'RunParameters.xml',
      style: WINDOWS_XML,
      content: (run, phase) => parameters(run, phase, software),
    },
    qualities: EVERY_SCORE,
    interop: { tile: 2, quality: 4, corrected: 2 },
    indexReads: 2,
    minutesPerCycle: 4.5,
    defaults: { lanes: 1, tiles: 2, cycles: 72, clusters: 1000 },
  };
}

function parameters(run: RunFacts, phase: 'start' | 'end', software: Software): XmlTree {
  const kit = `MS${run.digits('reagent', 7)}-300V2`;
  const buffer = `MS${run.digits('buffer', 7)}-00PR2`;
  const tag = (serial: string, part: number): XmlTree => ({
    SerialNumber: serial,
    PartNumber: part,
    ExpirationDate: '2027-01-31T00:00:00',
    LotNumber: run.digits(`lot ${part}`, 8),
  });
  return {
    ...DOTNET_NAMESPACES,
    RunParametersVersion: software.parametersVersion,
    CopyManifests: false,
    FlowcellRFIDTag: tag(run.flowCell, 15028382),
    PR2BottleRFIDTag: tag(buffer, 15041807),
    ReagentKitRFIDTag: tag(kit, 15033572),
    Resumable: phase === 'start',
    ManifestFiles: null,
    AfterRunWashMethod: 'Post-Run Wash',
    Setup: {
      SupportMultipleSurfacesInUI: true,
      ApplicationVersion: software.control,
      NumTilesPerSwath: run.tilesPerSwath,
      NumSwaths: 1,
      NumLanes: 1,
      ApplicationName: 'MiSeq Control Software',
    },
    RunID: run.folderName,
    ScannerID: run.serial,
    RunNumber: run.runNumber,
    FPGAVersion: '9.5.12',
    MCSVersion: software.control,
    RTAVersion: software.rta,
    Barcode: run.flowCell,
    PR2BottleBarcode: buffer,
    ReagentKitPartNumberEntered: 15033572,
    ReagentKitVersion: 'Version2',
    ReagentKitBarcode: kit,
    ExperimentName: `Simulated run ${run.runNumber}`,
    RunDescription: null,
    Chemistry: 'Amplicon',
    Username: 'operator',
    EnableAnalysis: false,
    Reads: {
      RunInfoRead: run.reads.map(read => ({
        '@Number': read.number,
        '@NumCycles': read.cycles,
        '@IsIndexedRead': read.index ? 'Y' : 'N',
      })),
    },
    TempFolder: `D:\\Illumina\\MiSeqTemp\\${run.folderName}`,
    AnalysisFolder: `D:\\Illumina\\MiSeqAnalysis\\${run.folderName}`,
    RunStartDate: yymmdd(run.started),
    RecipeFolder: 'C:\\ProgramData\\Illumina\\MiSeq Control Software\\Recipe',
    SampleSheetName: kit,
    OutputFolder: `\\\\landing.example\\runs\\${run.folderName}`,
    FocusMethod: 'AutoFocus',
    SurfaceToScan: 'Both',
    SaveFocusImages: false,
    SaveScanImages: true,
    RunManagementType: 'SampleSheet',
    ModuleName: 'GenerateFastQWorkflow',
    ModuleVersion: '3.0.0.738',
    DxUserName: null,
    DxUserLevel: null,
    ...(software.dxRuoRunType === undefined ? {} : { DxRuoRunType: software.dxRuoRunType }),
    CopyServiceRunId: run.digits('copy service', 16),
    LocalRunManagerRunId: run.digits('local run manager', 5),
    ...(software.dxRuoRunType === undefined ? {} : { PercentTilesToScan: 0 }),
  };
}
