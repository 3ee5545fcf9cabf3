import { namedReads } from '../completion-status.ts';
import { isoSeconds, yyyymmdd } from '../dates.ts';
import type { SequencerModel } from '../model.ts';
import type { RunFacts } from '../run-facts.ts';
import { DOTNET_NAMESPACES, LINUX_PARAMETERS, LINUX_RUN_INFO, type XmlTree } from '../xml.ts';
import { imageElements, RTA4_BINS } from './common.ts';

export const novaseqX: SequencerModel = {
  kind: 'sequencer',
  name: 'novaseq-x',
  product: 'NovaSeq X Plus',
  serial: 'LHSIM0001',
  layout: 'cbcl',
  positions: 's.locs',
  rtaVersion: '4',
  markers: 'rta4',
  completionStatus: 'run-status',
  copyComplete: true,
  onboardAnalysis: true,
  flowCell: {
    lanes: 8,
    surfaces: 2,
    swaths: 2,
    tileNames: 'FourDigit',
    tiles: 98,
    serial: letters => `22${letters(4)}LT3`,
    side: 'A or B',
  },
  folderName: run =>
    [yyyymmdd(run.started), run.serial, String(run.runNumber).padStart(4, '0'), run.side + run.flowCell].join(
      '_',
    ),
  runInfo: {
    version: '6',
    style: LINUX_RUN_INFO,
    date: isoSeconds,
    tileList: true,
    rest: imageElements(5120, 2879, ['blue', 'green']),
  },
  parameters: { file: 'RunParameters.xml', style: LINUX_PARAMETERS, content: parameters },
  qualities: [12, 24, 40],
  qualityBins: RTA4_BINS,
  interop: { tile: 3, quality: 7, corrected: 4 },
  indexReads: 2,
  minutesPerCycle: 4,
  defaults: { lanes: 2, tiles: 2, cycles: 72, clusters: 1000 },
};

/** As control software 1.2 writes it, the first that gives its own name. */
function parameters(run: RunFacts): XmlTree {
  const consumable = (type: string, serial: string, name: string): XmlTree => ({
    SerialNumber: serial,
    LotNumber: run.digits(`lot ${type}`, 8),
    PartNumber: 20080370,
    ExpirationDate: '2027-01-31T00:00:00+00:00',
    Type: type,
    Mode: 3,
    Version: '1.0',
    Name: name,
  });
  return {
    ...DOTNET_NAMESPACES,
    Side: run.side,
    Application: 'NovaSeqXSeries Control Software',
    SystemSuiteVersion: '1.2.0.28691',
    OutputFolder: `//landing.example/runs/${run.folderName}`,
    CloudUploadMode: 'InstrumentPerformance',
    RunSetupMode: 'Manual',
    SecondaryAnalysisMode: run.scenario === 'late-analysis' ? 'LocalAnalysis' : 'None',
    InstrumentType: 'NovaSeqXPlus',
    InstrumentSerialNumber: run.serial,
    RunId: run.folderName,
    RunCounter: run.runNumber,
    RecipeName: '10B Sequencing',
    RecipeVersion: '10B-01.02.02',
    ExperimentName: `Simulated run ${run.runNumber}`,
    FlowCellName: 'NovaSeqXSeries B3',
    FlowCellType: 'NovaSeqXSeriesB3',
    ConsumableInfo: {
      ConsumableInfo: [
        consumable('Reagent', `LC${run.digits('reagent', 7)}-LC3`, '10B 300c'),
        consumable('FlowCell', run.flowCell, '10B'),
      ],
    },
    PlannedReads: { Read: namedReads(run, run.plannedCycles) },
    SecondaryAnalysisInfo: null,
    DisableBclCopy: false,
  };
}
