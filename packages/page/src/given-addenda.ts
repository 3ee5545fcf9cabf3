import {
  ADDENDUM_FILES,
  AMENDED_FOLDER,
  addendumNumber,
  type Bytes,
  type CustodyFiles,
  displayPath,
  type Finding,
  MANIFEST_FILE,
} from '@seqwarden/proof';
import type { PlacedFile } from './placed-file.ts';
import { LARGEST_LIST, readWhole } from './read-whole.ts';

export interface GivenAddenda {
  /** The small files of each addendum, by number. */
  readonly files: ReadonlyMap<number, CustodyFiles>;
  /** What lies below `files/` of each; ascending. */
  readonly amended: ReadonlyMap<number, readonly PlacedFile[]>;
  readonly findings: readonly Finding[];
}

/** docs/FORMATS.md section 13: each file of an addendum but its list. */
const LARGEST = 2 ** 17;

/** Reads the addenda from what was given below `Custody/addenda/`, ascending by path. Nothing in them is checked but names and sizes. */
export async function readAddenda(given: readonly PlacedFile[]): Promise<GivenAddenda> {
  const files = new Map<number, Map<string, Bytes>>();
  const amended = new Map<number, PlacedFile[]>();
  const findings: Finding[] = [];
  let listBytes = LARGEST_LIST;
  for (const one of given) {
    const [folder = '', name = '', ...below] = one.path.split('/');
    const number = addendumNumber(folder);
    const mine = files.get(number ?? 0) ?? new Map<string, Bytes>();
    if (number !== undefined && name !== '') files.set(number, mine);
    const isSmall = below.length === 0 && ADDENDUM_FILES.includes(name);
    if (number !== undefined && name === AMENDED_FOLDER && below.length > 0) {
      const its = amended.get(number) ?? [];
      its.push({ ...one, path: below.join('/') });
      amended.set(number, its);
    } else if (number === undefined || !isSmall) {
      const message = `Custody/addenda/ holds ${displayPath(one.path)}, which no addendum has`;
      findings.push({ code: 'CUSTODY_STRANGER', message });
    } else {
      const bytes = await readWhole(one.file, name === MANIFEST_FILE ? listBytes : LARGEST);
      if (name === MANIFEST_FILE) listBytes -= bytes?.length ?? 0;
      if (bytes === undefined) {
        const message = `Custody/addenda/${displayPath(one.path)} is too large`;
        findings.push({ code: 'CUSTODY_NOT_PLAIN', message });
      }
      if (bytes !== undefined) mine.set(name, bytes);
    }
  }
  return { files: new Map([...files].sort(([a], [b]) => a - b)), amended, findings };
}
