import { type BytePath, compareBytePaths, displayPath } from '@seqwarden/proof';
import type { Completion } from './completion.ts';
import { counted } from './counted.ts';
import { DifferenceList, type ExpectedFiles } from './expected-files.ts';
import { InflateBudget } from './idat-gzip.ts';
import { identityOfIdat, readIdatFile } from './idat-identity.ts';
import type { Identity } from './identity.ts';
import type { RunFile, RunFolder } from './run-folder.ts';
import type { Warnings } from './warnings.ts';

/** A BeadChip has at most 24 positions of two colours; more IDAT files than this are counted, not read. */
export const MAX_READ = 256;

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
    const idat = await readIdatFile(run, idatFile, budget, warnings);
    if (idat === 'damaged') whole = false;
    else if (idat === undefined) unread++;
    else idents.push(identityOfIdat(idat, displayPath(idatFile.path)));
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
    identity: first ?? identityOfIdat(undefined, ''),
    files,
    completion:
      whole && pairs
        ? { state: 'complete', rule: 'idat-pairs-whole' }
        : sorted.length > MAX_READ
          ? { state: 'unknown', rule: 'idat-unreadable' }
          : { state: 'running', rule: 'idat-not-whole' },
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
