import { isoSeconds, yymmdd } from '../dates.ts';
import type { SequencerModel } from '../model.ts';
import type { RunFacts } from '../run-facts.ts';
import { DOTNET_NAMESPACES, LINUX_PARAMETERS, LINUX_RUN_INFO, type XmlTree } from '../xml.ts';
import { imageElements, NOVASEQ_BINS, readElements } from './common.ts';

const RTA = '3.6.14';

export const nextseq1000 = nextseq('nextseq-1000', 'NextSeq 1000', 'VLSIM0001');
export const nextseq2000 = nextseq('nextseq-2000', 'NextSeq 2000', 'VHSIM0001');

/** With a P1 flow cell, which both take. */
function nextseq(name: string, product: string, serial: string): SequencerModel {
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
    onboardAnalysis: true,
    flowCell: {
      lanes: 2,
      surfaces: 2,
      swaths: 4,
      tileNames: 'FourDigit',
      tiles: 16,
      serial: letters => `AAA${letters(4)}M5`,
      side: '',
    },
    // neither padding nor side
    folderName: run => [yymmdd(run.started), run.serial, run.runNumber, run.flowCell].join('_'),
    runInfo: {
      version: '6',
      style: LINUX_RUN_INFO,
      date: isoSeconds,
      tileList: true,
      rest: imageElements(8208, 5541, ['green', 'blue']),
    },
    parameters: { file: 'RunParameters.xml', style: LINUX_PARAMETERS, content: parameters },
    qualities: [11, 25, 37],
    qualityBins: NOVASEQ_BINS,
    interop: { tile: 3, quality: 7, corrected: 4 },
    indexReads: 2,
    minutesPerCycle: 6,
    defaults: { lanes: 1, tiles: 2, cycles: 72, clusters: 1000 },
  };
}

function parameters(run: RunFacts, phase: 'start' | 'end'): XmlTree {
  return {
    ...DOTNET_NAMESPACES,
    PlannedCycles: readElements(run, run.plannedCycles),
    ...(phase === 'end' ? { CompletedCycles: readElements(run, run.completedCycles) } : {}),
    InstrumentSerialNumber: run.serial,
    ApplicationName: 'NextSeq 1000/2000 Control Software',
    ApplicationVersion: '1.1.0.27334',
    FlowCellSerialNumber: run.flowCell,
    FlowCellPartNumber: 20034693,
    FlowCellLotNumber: run.digits('lot', 8),
    FlowCellExpirationDate: '2027-01-31',
    CartridgeSerialNumber: `EC${run.digits('cartridge', 7)}-EC05`,
    CartridgePartNumber: 20042419,
    ExperimentName: `Simulated run ${run.runNumber}`,
    RecipeName: 'Simulated recipe',
    RecipeVersion: 1.6,
    RtaVersion: RTA,
    RunStartTime: new Date(run.started).toISOString(),
    ...(phase === 'end' ? { RunEndTime: new Date(run.started + run.minutes * 60_000).toISOString() } : {}),
    RunCounter: run.runNumber,
    CopyServiceRunId: run.digits('copy service', 16),
    CopyServiceVersion: '2.0.8.695',
    BsshMode: 'None',
    SecondaryAnalysisPlatformVersion: '3.5.8',
    RunSetupMode: 'Manual',
    SecondaryAnalysisMode: run.scenario === 'late-analysis' ? 'LocalAnalysis' : 'None',
    OutputFolder: `/mnt/landing/runs/${run.folderName}`,
    PurgeReagentCartridge: false,
  };
}
