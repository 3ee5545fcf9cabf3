import { yymmdd } from '../dates.ts';
import type { QualityBin, SequencerModel } from '../model.ts';
import { cyclesByRead } from '../reads.ts';
import type { RunFacts } from '../run-facts.ts';
import { WINDOWS_XML, type XmlTree } from '../xml.ts';

/** RunInfo.xml as the control software of the Windows instruments writes it. */
export function windowsRunInfo(version: string, tileList: boolean, rest: XmlTree): SequencerModel['runInfo'] {
  return { version, style: WINDOWS_XML, date: yymmdd, tileList, rest };
}

/** `ImageDimensions` and `ImageChannels`, the last elements of RunInfo from version 3 on. */
export function imageElements(width: number, height: number, channels: readonly string[]): XmlTree {
  return {
    ImageDimensions: { '@Width': width, '@Height': height },
    ImageChannels: { Name: channels },
  };
}

/** `YYMMDD_<serial>_<4 digit run number>_<last part>` */
export function datedFolderName(
  lastPart: (run: { side: string; flowCell: string }) => string,
): SequencerModel['folderName'] {
  return run =>
    [yymmdd(run.started), run.serial, String(run.runNumber).padStart(4, '0'), lastPart(run)].join('_');
}

/** Scores of instruments that do not bin them. */
export const EVERY_SCORE: readonly number[] = Array.from({ length: 40 }, (_, index) => index + 2);

/** The seven bins of RTA 2, by their scores 2, 14, 21, 27, 32, 36 and 40. */
export const SEVEN_BINS: readonly QualityBin[] = [
  { low: 2, high: 9, value: 2 },
  { low: 10, high: 19, value: 14 },
  { low: 20, high: 24, value: 21 },
  { low: 25, high: 29, value: 27 },
  { low: 30, high: 34, value: 32 },
  { low: 35, high: 39, value: 36 },
  { low: 40, high: 50, value: 40 },
];

/** `Read1`, `Index1`, `Index2` and `Read2` with a number of cycles each, the form of iSeq and NextSeq 1000/2000. */
export function readElements(run: RunFacts, cycles: number): XmlTree {
  const { read1, index1, index2, read2 } = cyclesByRead(run.reads, cycles);
  return { Read1: read1, Index1: index1, Index2: index2, Read2: read2 };
}

/** The three bins of NovaSeq 6000 and NextSeq 1000/2000. */
export const NOVASEQ_BINS: readonly QualityBin[] = [
  { low: 2, high: 17, value: 11 },
  { low: 18, high: 29, value: 25 },
  { low: 30, high: 40, value: 37 },
];

/** The three bins of RTA 4. */
export const RTA4_BINS: readonly QualityBin[] = [
  { low: 0, high: 18, value: 12 },
  { low: 18, high: 30, value: 24 },
  { low: 30, high: 50, value: 40 },
];
