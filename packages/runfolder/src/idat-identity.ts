import { displayPath, SeqwardenError } from '@seqwarden/proof';
import { type Fact, inferred, read, unknown } from './fact.ts';
import { type Idat, idatParameter, readIdat } from './idat.ts';
import { type InflateBudget, readGzippedIdat } from './idat-gzip.ts';
import type { Identity } from './identity.ts';
import { isScannerId, type Model, modelsOfSoftware } from './models.ts';
import { plainText } from './plain-text.ts';
import type { RunFile, RunFolder } from './run-folder.ts';
import type { Warnings } from './warnings.ts';

/** What an IDAT file says; `damaged` after a warning; undefined: it can be whole, but its end was not read. */
export async function readIdatFile(
  run: Pick<RunFolder, 'read' | 'readRange'>,
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
export function identityOfIdat(idat: Idat | undefined, file: string): Identity {
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
