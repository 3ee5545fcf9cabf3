import {
  ADDENDA_FOLDER,
  AMENDED_FOLDER,
  addendumNumber,
  type BytePath,
  type CustodyFiles,
  type Finding,
} from '@seqwarden/proof';
import type { FoundEntry } from '../custody/found-run.ts';
import { type FoundRun, foundFiles } from '../custody/found-run.ts';
import { type AddendaFound, strangeInAddenda } from '../custody/read-addenda.ts';

/** An entry of a tar stream below `Custody/addenda/`; folders only where they are empty. */
export interface AddendaEntry extends FoundEntry {
  /** Below `Custody/addenda/`; '' is that folder. */
  readonly path: BytePath;
  readonly sha256?: string;
  /** The bytes of a small file of an addendum, which are kept. */
  readonly kept?: Uint8Array<ArrayBuffer> | undefined;
}

export interface TarAddenda {
  readonly addenda: AddendaFound;
  /** What lies below `files/` of each addendum that has one. */
  readonly amended: ReadonlyMap<number, FoundRun>;
}

/** Puts together what a stream brought below `Custody/addenda/`, as it is read from a folder. */
export function tarAddenda(entries: readonly AddendaEntry[]): TarAddenda {
  const files = new Map<number, Map<string, Uint8Array<ArrayBuffer>>>();
  const amended = new Map<number, AddendaEntry[]>();
  const findings: Finding[] = [];
  for (const entry of entries) {
    const [folder = '', name, ...below] = entry.path.split('/');
    const number = addendumNumber(folder);
    if (number === undefined || (name === undefined && entry.kind !== 'folder')) {
      findings.push(strangeInAddenda(entry.path));
      continue;
    }
    const mine = getOrMake(files, number, () => new Map());
    if (name === undefined) continue;
    if (name === AMENDED_FOLDER && (below.length > 0 || entry.kind === 'folder')) {
      const its = getOrMake(amended, number, () => []);
      if (below.length > 0) its.push({ ...entry, path: below.join('/') });
    } else if (entry.kept !== undefined && below.length === 0) {
      mine.set(name, entry.kept);
    } else {
      findings.push(strangeInAddenda(entry.path));
    }
  }
  const sorted = new Map<number, CustodyFiles>([...files].sort(([a], [b]) => a - b));
  const found = [...amended].map(([number, its]): [number, FoundRun] => [number, foundOf(its)]);
  return { addenda: { files: sorted, findings }, amended: new Map(found) };
}

/** Whether a path in `Custody/` is that of the addenda's folder, or lies in it. */
export function isInAddenda(path: BytePath): boolean {
  return path === ADDENDA_FOLDER || path.startsWith(`${ADDENDA_FOLDER}/`);
}

function foundOf(entries: readonly AddendaEntry[]): FoundRun {
  const isFile = ({ kind }: AddendaEntry) => kind === 'file';
  return foundFiles(
    entries.filter(isFile).map(({ path, sha256 }) => ({ path, sha256 })),
    entries.filter(entry => !isFile(entry)).map(({ path, kind }) => ({ path, kind })),
  );
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const there = map.get(key) ?? make();
  map.set(key, there);
  return there;
}
