import { namedReads } from '../completion-status.ts';
import { isoSeconds, yyyymmdd } from '../dates.ts';
import type { SequencerModel } from '../model.ts';
import type { RunFacts } from '../run-facts.ts';
import { DOTNET_NAMESPACES, LINUX_PARAMETERS, LINUX_RUN_INFO, type XmlTree } from '../xml.ts';
import { RTA4_BINS } from './common.ts';

/** Its base calls, InterOp and markers are taken from the RTA 4 family; none of a MiSeq i100 were seen. */
export const miseqI100: SequencerModel = {
  kind: 'sequencer',
  name: 'miseq-i100',
  product: 'MiSeq i100 Plus',
  serial: 'SHSIM0001',
  layout: 'cbcl',
  positions: 's.locs',
  rtaVersion: '4',
  markers: 'rta4',
  completionStatus: 'run-status',
  copyComplete: true,
  onboardAnalysis: true,
  // a 5M flow cell
  flowCell: {
    lanes: 1,
    surfaces: 1,
    swaths: 9,
    tileNames: 'FourDigit',
    tiles: 2,
    serial: (_, digits) => `BXA${digits(5)}-${digits(4)}`,
    side: 'A',
  },
  // the last part is not the flow cell but the dry cartridge
  folderName: run =>
    [
      yyyymmdd(run.started),
      run.serial,
      String(run.runNumber).padStart(4, '0'),
      run.side + dryCartridge(run),
    ].join('_'),
  runInfo: { version: '7', style: LINUX_RUN_INFO, date: isoSeconds, tileList: true, rest: {} },
  parameters: { file: 'RunParameters.xml', style: LINUX_PARAMETERS, content: parameters },
  qualities: [12, 24, 40],
  qualityBins: RTA4_BINS,
  interop: { tile: 3, quality: 7, corrected: 4 },
  indexReads: 2,
  minutesPerCycle: 2,
  defaults: { lanes: 1, tiles: 1, cycles: 72, clusters: 1000 },
};

function dryCartridge(run: Pick<RunFacts, 'digits'>): string {
  return `SC${run.digits('dry cartridge', 7)}-SC3`;
}

function parameters(run: RunFacts): XmlTree {
  return {
    ...DOTNET_NAMESPACES,
    Application: 'MiSeqi100Series Control Software',
    SystemSuiteVersion: '1.1.0.26158',
    OutputFolder: `//landing.example/runs/${run.folderName}`,
    CustomPrimerSelections: {
      ReadOnePrimer: false,
      ReadTwoPrimer: false,
      IndexOnePrimer: false,
      IndexTwoPrimer: false,
    },
    CloudUploadMode: 'InstrumentPerformance',
    RunSetupMode: 'Manual',
    SecondaryAnalysisMode: run.scenario === 'late-analysis' ? 'ManualModeLocalAnalysis' : 'None',
    InstrumentType: 'MiSeqi100Plus',
    InstrumentSerialNumber: run.serial,
    RunId: run.folderName,
    SampleSheetName: 'SampleSheet.csv',
    ConsumableInfo: {
      ConsumableInfo: [
        { SerialNumber: dryCartridge(run), Type: 'DryCartridge', Mode: '5M', Version: 1 },
        {
          SerialNumber: `SC${run.digits('wet cartridge', 7)}-SC2`,
          Type: 'WetCartridge',
          Mode: 'B',
          Version: 1,
        },
        { SerialNumber: run.flowCell, Type: 'FlowCell_1', Mode: 1, Version: 1 },
      ],
    },
    PlannedReads: { Read: namedReads(run, run.plannedCycles) },
    RunCounter: run.runNumber,
    RecipeName: 'Simulated recipe',
    RecipeVersion: '2.2',
    ExperimentName: `Simulated run ${run.runNumber}`,
    PurgeReagentCartridge: true,
  };
}
