import type { Warnings } from './warnings.ts';
import { readXmlFields, type XmlFields } from './xml-fields.ts';

/** Far more than any instrument writes (26 kB). */
export const MAX_RUN_PARAMETERS_BYTES = 2 * 1024 * 1024;

/** Field names over all models, in the order in which they are preferred. */
export const FIELDS = {
  runId: ['RunID', 'RunId', 'Setup/RunID'],
  serial: [
    'Setup/ScannerID',
    'ScannerID',
    'InstrumentID',
    'InstrumentId',
    'InstrumentSerialNumber',
    'InstrumentName',
  ],
  instrumentType: ['InstrumentType'],
  flowCell: [
    'FlowcellRFIDTag/SerialNumber',
    'FlowCellRfidTag/SerialNumber',
    'FlowCellSerial',
    'FlowCellSerialNumber',
    'RfidsInfo/FlowCellSerialBarcode',
    'Setup/Barcode',
  ],
  softwareName: ['Setup/ApplicationName', 'ApplicationName', 'Application'],
  softwareVersion: ['Setup/ApplicationVersion', 'ApplicationVersion', 'MCSVersion'],
  /** The control software's on NovaSeq X and i100, which have no other; elsewhere that of the suite around it. */
  suiteVersion: ['SystemSuiteVersion'],
  rta: ['Setup/RTAVersion', 'RTAVersion', 'RtaVersion'],
  copyService: ['UcsVersion', 'CopyServiceVersion'],
  copyServiceRun: ['UcsRunId', 'CopyServiceRunId'],
  localRunManager: ['LocalRunManagerVersion'],
  localRunManagerRun: ['LocalRunManagerRunId'],
  mode: ['DxRuoRunType'],
  /** All of them: none is preferred. */
  started: ['RunStartTime', 'RunStartTimeStamp', 'RunStartDate', 'Setup/RunStartDate'],
  disableBclCopy: ['DisableBclCopy'],
  /** What kit an older HiSeq was set up for; tells HiSeq X from its siblings. */
  flowCellKind: ['Setup/Flowcell'],
} as const;

const READS = ['Read1', 'Read2', 'Index1', 'Index2'];

export interface RunParameters {
  readonly fields: XmlFields;
  /** Sums over all reads (iSeq, NextSeq 1000/2000); undefined where they are not recorded. */
  readonly plannedCycles: number | undefined;
  readonly completedCycles: number | undefined;
}

/** @throws SeqwardenError RUN_INFO_DAMAGED, XML_REFUSED */
export function readRunParameters(bytes: Uint8Array, file: string, warnings: Warnings): RunParameters {
  const names = [
    ...Object.values(FIELDS).flat(),
    ...READS.flatMap(read => [`PlannedCycles/${read}`, `CompletedCycles/${read}`]),
  ];
  const fields = readXmlFields(bytes, file, 'RunParameters', names, warnings);
  const sum = (parent: string): number | undefined =>
    sumOfCycles(READS.map(read => fields.value(`${parent}/${read}`)));
  return { fields, plannedCycles: sum('PlannedCycles'), completedCycles: sum('CompletedCycles') };
}

/** The sum of those that are recorded; undefined where none is, or one is no number. */
export function sumOfCycles(counts: readonly (string | undefined)[]): number | undefined {
  const recorded = counts.filter(count => count !== undefined);
  if (recorded.length === 0 || !recorded.every(count => /^\d{1,5}$/.test(count))) return undefined;
  return recorded.reduce((sum, count) => sum + Number(count), 0);
}
