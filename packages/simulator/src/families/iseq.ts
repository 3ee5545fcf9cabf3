import { dotnetTime, yyyymmdd } from '../dates.ts';
import type { SequencerModel } from '../model.ts';
import type { RunFacts } from '../run-facts.ts';
import { DOTNET_NAMESPACES, WINDOWS_XML, type XmlTree } from '../xml.ts';
import { imageElements, readElements, SEVEN_BINS, windowsRunInfo } from './common.ts';

const CONTROL = '1.4.0.500';
const RTA = '2.12.5.0';

/** Names of its filter, per-cycle index and markers are taken from the RTA 2 family; none of an iSeq were seen. */
export const iseq100: SequencerModel = {
  kind: 'sequencer',
  name: 'iseq-100',
  product: 'iSeq 100',
  serial: 'FSSIM0001',
  layout: 'bgzf',
  positions: 's.locs',
  rtaVersion: RTA,
  markers: 'rta2',
  copyComplete: true,
  onboardAnalysis: false,
  flowCell: {
    lanes: 1,
    surfaces: 1,
    swaths: 1,
    tileNames: 'FourDigit',
    sectionsPerLane: 1,
    tiles: 16,
    serial: (_, digits) => `BSE${digits(5)}-${digits(4)}`,
    side: '',
  },
  folderName: run => [yyyymmdd(run.started), run.serial, run.runNumber, run.flowCell].join('_'),
  runInfo: windowsRunInfo('5', true, imageElements(1550, 310, ['1', '2'])),
  parameters: { file: 'RunParameters.xml', style: WINDOWS_XML, content: parameters },
  qualities: SEVEN_BINS.map(bin => bin.value),
  qualityBins: SEVEN_BINS,
  interop: { tile: 2, quality: 6, corrected: 3 },
  indexReads: 2,
  minutesPerCycle: 4.5,
  defaults: { lanes: 1, tiles: 4, cycles: 72, clusters: 1000 },
};

/** Planned cycles stand there from the start, the completed ones and the end once they are known. */
function parameters(run: RunFacts, phase: 'start' | 'end'): XmlTree {
  return {
    ...DOTNET_NAMESPACES,
    RunId: run.folderName,
    InstrumentId: run.serial,
    ApplicationName: 'iSeq Control Software',
    ApplicationVersion: CONTROL,
    RtaVersion: RTA,
    RunCounter: run.runNumber,
    ExperimentName: `Simulated run ${run.runNumber}`,
    FlowcellEEPROMTag: { SerialNumber: run.flowCell, PartNumber: 20017575, LotNumber: run.digits('lot', 8) },
    PlannedCycles: readElements(run, run.plannedCycles),
    ...(phase === 'end' ? { CompletedCycles: readElements(run, run.completedCycles) } : {}),
    RunStartDate: dotnetTime(run.started),
    ...(phase === 'end' ? { RunEndDate: dotnetTime(run.started + run.minutes * 60_000) } : {}),
    OutputFolder: `\\\\landing.example\\runs\\${run.folderName}`,
    UcsRunId: run.digits('copy service', 16),
    LocalRunManagerRunId: { '@xsi:nil': 'true' },
  };
}
