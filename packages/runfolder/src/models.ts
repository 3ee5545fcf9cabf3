/**
 * Models, and how software names and serials tell them. Serial prefixes: AnaCore's tables, and real runs of each but
 * J, C and ADX. `SIM` and four digits in place of a serial's digits is the simulator's.
 */
export type Model =
  | 'MiSeq'
  | 'MiSeqDx'
  | 'MiSeq i100'
  | 'MiniSeq'
  | 'iSeq 100'
  | 'NextSeq 500'
  | 'NextSeq 550'
  | 'NextSeq 550Dx'
  | 'NextSeq 1000'
  | 'NextSeq 2000'
  | 'NextSeq 1000/2000'
  | 'NovaSeq 6000'
  | 'NovaSeq 6000Dx'
  | 'NovaSeq X'
  | 'HiSeq 1500'
  | 'HiSeq 2000'
  | 'HiSeq 2500'
  | 'HiSeq 3000'
  | 'HiSeq 4000'
  | 'HiSeq X'
  | 'iScan';

/** Models that write run folders alike: layout, markers, expected files. */
export type Family =
  | 'miseq'
  | 'miseq-i100'
  | 'miniseq'
  | 'iseq'
  | 'nextseq-500'
  | 'nextseq-2000'
  | 'novaseq-6000'
  | 'novaseq-x'
  | 'hiseq-2500'
  | 'hiseq-4000'
  | 'iscan';

export const FAMILY: Readonly<Record<Model, Family>> = {
  MiSeq: 'miseq',
  MiSeqDx: 'miseq',
  'MiSeq i100': 'miseq-i100',
  MiniSeq: 'miniseq',
  'iSeq 100': 'iseq',
  'NextSeq 500': 'nextseq-500',
  'NextSeq 550': 'nextseq-500',
  'NextSeq 550Dx': 'nextseq-500',
  'NextSeq 1000': 'nextseq-2000',
  'NextSeq 2000': 'nextseq-2000',
  'NextSeq 1000/2000': 'nextseq-2000',
  'NovaSeq 6000': 'novaseq-6000',
  'NovaSeq 6000Dx': 'novaseq-6000',
  'NovaSeq X': 'novaseq-x',
  'HiSeq 1500': 'hiseq-2500',
  'HiSeq 2000': 'hiseq-2500',
  'HiSeq 2500': 'hiseq-2500',
  'HiSeq 3000': 'hiseq-4000',
  'HiSeq 4000': 'hiseq-4000',
  'HiSeq X': 'hiseq-4000',
  iScan: 'iscan',
};

const SERIALS: readonly (readonly [prefix: string, digits: string, suffix: string, Model])[] = [
  ['M7', '\\d{4}', '', 'MiSeqDx'],
  ['M', '\\d{5}', '', 'MiSeq'],
  ['SH', '\\d{5}', '', 'MiSeq i100'],
  ['MN', '\\d{5}', '', 'MiniSeq'],
  ['ML-P', '[A-Z]?\\d{1,2}-\\d{1,3}', '', 'MiniSeq'],
  ['FS', '\\d{8}', '', 'iSeq 100'],
  ['NS', '\\d{6}', '', 'NextSeq 500'],
  ['NB', '\\d{6}', '', 'NextSeq 550'],
  ['NDX', '\\d{6}', '(?:_RUO)?', 'NextSeq 550Dx'],
  ['VL', '\\d{5}', '', 'NextSeq 1000'],
  ['VH', '\\d{5}', '', 'NextSeq 2000'],
  ['A', '\\d{5}', '', 'NovaSeq 6000'],
  ['ADX', '\\d{5}', '', 'NovaSeq 6000Dx'],
  ['LH', '\\d{5}', '', 'NovaSeq X'],
  ['Pi', '\\d{1,2}-\\d{1,3}', '', 'NovaSeq X'],
  ['C', '\\d{5}', '', 'HiSeq 1500'],
  ['SN', '\\d{3,7}', '', 'HiSeq 2000'],
  ['D', '\\d{5}', '', 'HiSeq 2500'],
  ['J', '\\d{5}', '', 'HiSeq 3000'],
  ['K', '\\d{5}', '', 'HiSeq 4000'],
  ['ST-E', '\\d{5}', '', 'HiSeq X'],
  ['E', '\\d{5}', '', 'HiSeq X'],
];

const SERIAL_PATTERNS = SERIALS.map(
  ([prefix, digits, suffix, model]) =>
    [new RegExp(`^${prefix}(?:${digits}|SIM\\d{4})${suffix}$`), model] as const,
);

/** The model that has such serials. iScan scanner ids (`N285`) are known from IDAT files only. */
export function modelOfSerial(serial: string): Model | undefined {
  return SERIAL_PATTERNS.find(([pattern]) => pattern.test(serial))?.[1];
}

export function isScannerId(serial: string): boolean {
  return /^N(?:\d{3,4}|SIM\d{4})$/.test(serial);
}

/** Whole serials only: what a lab calls `LAB-SIM2023` is a device. */
export function isSimulated(serial: string): boolean {
  return /SIM\d{4}/.test(serial) && (modelOfSerial(serial) !== undefined || isScannerId(serial));
}

/**
 * Whole names, never parts of them: "HiSeq Control Software" contains "iSeq Control Software". Empty for a name
 * that says nothing of the model ("control-software", NovaSeq X before 1.2).
 */
const SOFTWARE: Readonly<Record<string, readonly Model[]>> = {
  'MiSeq Control Software': ['MiSeq', 'MiSeqDx'],
  'MiSeqDx Operating Software': ['MiSeqDx'],
  'MiSeqi100Series Control Software': ['MiSeq i100'],
  'MiniSeq Control Software': ['MiniSeq'],
  'iSeq Control Software': ['iSeq 100'],
  'NextSeq Control Software': ['NextSeq 500', 'NextSeq 550', 'NextSeq 550Dx'],
  'NextSeq 550Dx Operating Software': ['NextSeq 550Dx'],
  'NextSeq 1000/2000 Control Software': ['NextSeq 1000', 'NextSeq 2000'],
  'NovaSeq Control Software': ['NovaSeq 6000', 'NovaSeq 6000Dx'],
  'NovaSeqXSeries Control Software': ['NovaSeq X'],
  'HiSeq X Control Software': ['HiSeq X'],
  'HiSeq Control Software': ['HiSeq 1500', 'HiSeq 2000', 'HiSeq 2500', 'HiSeq 3000', 'HiSeq 4000', 'HiSeq X'],
  'iScan Control Software': ['iScan'],
};

export function modelsOfSoftware(name: string): readonly Model[] {
  return Object.hasOwn(SOFTWARE, name) ? (SOFTWARE[name] ?? []) : [];
}

/** `RunParameters/InstrumentType` of NovaSeq X and i100. */
export function modelOfInstrumentType(type: string): Model | undefined {
  if (type === 'NovaSeqXPlus' || type === 'NovaSeqX') return 'NovaSeq X';
  if (type === 'MiSeqi100Plus' || type === 'MiSeqi100') return 'MiSeq i100';
  return undefined;
}
