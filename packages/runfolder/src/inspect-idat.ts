import { type BytePath, compareBytePaths, displayPath, SeqwardenError } from '@seqwarden/proof';
import type { Completion } from './completion.ts';
import { counted } from './counted.ts';
import { DifferenceList, type ExpectedFiles } from './expected-files.ts';
import { type Fact, inferred, read, unknown } from './fact.ts';
import { type Idat, idatParameter, readIdat } from './idat.ts';
import { InflateBudget, readGzippedIdat } from './idat-gzip.ts';
import type { Identity } from './identity.ts';
import { isScannerId, type Model, modelsOfSoftware } from './models.ts';
import { plainText } from './plain-text.ts';
import type { RunFile, RunFolder } from './run-folder.ts';
import type { Warnings } from './warnings.ts';

/** A BeadChip has at most 24 positions of two colours; more IDAT files than this are counted, not read. */
const MAX_READ = 256;

export interface IdatInspection {
  readonly identity: Identity;
  readonly files: ExpectedFiles;
  readonly completion: Pick<Completion, 'state' | 'rule'>;
}

/** A chip folder of an iScan: no XML, only IDAT files, which say who scanned them. */
export async function inspectIdat(
  run: RunFolder,
  idats: readonly RunFile[],
  warnings: Warnings,
  budget = new InflateBudget(),
): Promise<IdatInspection> {
  const sorted = [...idats].sort((a, b) => compareBytePaths(a.path, b.path));
  const files = comparePairs(sorted.map(({ path }) => path));
  const idents: Identity[] = [];
  let whole = sorted.length <= MAX_READ;
  let unread = 0;
  for (const idatFile of sorted.slice(0, MAX_READ)) {
    const idat = await readOne(run, idatFile, budget, warnings);
    if (idat === 'damaged') whole = false;
    else if (idat === undefined) unread++;
    else idents.push(identityOf(idat, displayPath(idatFile.path)));
  }
  if (unread > 0) {
    const message = `of ${counted(unread, 'gzipped IDAT file')} only the first bytes and the length were read`;
    warnings.add('IDAT_PARTLY_READ', message);
  }
  const [first] = idents;
  if (first !== undefined && idents.some(other => tellApart(first, other))) {
    warnings.add('IDAT_DIFFERS', 'the IDAT files are of more than one chip, scanner or software');
  }
  const pairs = files.missing?.count === 0;
  return {
    identity: first ?? identityOf(undefined, ''),
    files,
    completion:
      whole && pairs
        ? { state: 'complete', rule: 'idat-pairs-whole' }
        : sorted.length > MAX_READ
          ? { state: 'unknown', rule: 'idat-unreadable' }
          : { state: 'running', rule: 'idat-not-whole' },
  };
}

/** Undefined: it can be whole, but its end was not read. */
async function readOne(
  run: RunFolder,
  { path, size }: RunFile,
  budget: InflateBudget,
  warnings: Warnings,
): Promise<Idat | 'damaged' | undefined> {
  try {
    if (path.endsWith('.gz')) return await readGzippedIdat(run, { path, size }, budget);
    return await readIdat(
      displayPath(path),
      size,
      async (at, length) => (await run.readRange(path, at, length)) ?? NOTHING,
    );
  } catch (error) {
    if (!(error instanceof SeqwardenError)) throw error;
    if (error.code !== 'IDAT_DAMAGED' && error.code !== 'FILE_TOO_LARGE') throw error;
    warnings.add(error.code, error.message);
    return 'damaged';
  }
}

const NOTHING = new Uint8Array(0);

/** The last Scan row is the scan that this file came from; the Decoding row is the factory's. */
function identityOf(idat: Idat | undefined, file: string): Identity {
  const scan = idat?.scan;
  const parameter = (key: string) => scan && idatParameter(scan.parameters, key);
  const field = (value: string | undefined, name: string): Fact<string> => {
    const plain = value === undefined ? undefined : plainText(value.trim());
    if (plain !== undefined) return read(plain, `${file}#${name}`);
    return unknown(value === undefined ? null : `${file}#${name}`);
  };
  const scanner = parameter('ScannerID') === undefined ? 'sherlockID' : 'ScannerID';
  const serial = field(parameter(scanner), `Scan/${scanner}`);
  const name = field(scan?.software || undefined, 'Scan/Software');
  const version = field(scan?.version || parameter('SoftwareVersion'), 'Scan/Version');
  const barcode = field(idat?.barcode, 'Barcode');
  const model: Fact<Model> =
    name.value !== null && modelsOfSoftware(name.value).includes('iScan')
      ? inferred('iScan', name.from)
      : serial.value !== null && isScannerId(serial.value)
        ? inferred('iScan', serial.from)
        : unknown();
  return {
    runId: barcode.value === null ? barcode : inferred(barcode.value, barcode.from),
    instrument: {
      vendor: model.value !== null ? inferred('Illumina', model.from) : unknown(),
      model,
      serial,
      mode: unknown(),
    },
    software: {
      control: { name, version },
      rta: unknown(),
      universalCopyService: unknown(),
      localRunManager: unknown(),
    },
    flowCell: barcode,
    family: 'iscan',
  };
}

function tellApart(one: Identity, other: Identity): boolean {
  return (
    one.flowCell.value !== other.flowCell.value ||
    one.instrument.serial.value !== other.instrument.serial.value ||
    one.software.control.version.value !== other.software.control.version.value
  );
}

/** Two files per position. How many positions a chip has, no name tells. */
function comparePairs(paths: readonly BytePath[]): ExpectedFiles {
  const there = new Set(paths.map(path => path.replace(/\.gz$/, '')));
  const missing = new DifferenceList();
  const unexpected = new DifferenceList();
  let expected = 0;
  for (const path of there) {
    const other = path.replace(
      /_(Grn|Red)\.idat$/,
      (_, colour) => `_${colour === 'Grn' ? 'Red' : 'Grn'}.idat`,
    );
    expected += there.has(other) ? 1 : 2;
    if (!there.has(other)) missing.add({ kind: 'base calls', layout: 'idat' }, () => other);
  }
  return {
    expected,
    present: there.size,
    missing: missing.result(),
    unexpected: unexpected.result(),
  };
}
