import { ADDENDA_FOLDER, bytePathFromText, CUSTODY_FILES, displayPath, type Finding } from '@seqwarden/proof';
import { type GivenBytes, type GivenFile, isLoose, topOf } from './given-file.ts';
import { inOrder, type PlacedFile, place } from './placed-file.ts';

/** What was given, by what it is in a run. Nothing was read yet but names. */
export interface Layout {
  /** Directly in `Custody/`, by name; empty: there is no seal. */
  readonly custody: ReadonlyMap<string, GivenBytes>;
  /** Whether these were given one by one, so that what is not there need not be missing. */
  readonly custodyIsLoose: boolean;
  /** Below `Custody/addenda/`. */
  readonly addenda: readonly PlacedFile[];
  /** Of the folder that holds `Custody`, which is the run; ascending by path below it. */
  readonly run: readonly PlacedFile[];
  /** Folders and single files of which it is not known where in the run they lie: those of one folder together, paths with its name. */
  readonly groups: readonly (readonly GivenFile[])[];
  readonly findings: readonly Finding[];
  /** How many seals were given; with more than one nothing can be said. */
  readonly seals: number;
}

/**
 * Finds the run in what was given. Its folder is one that was given and has `Custody` directly in it; deeper ones are files like any
 * other, so that a folder that somebody planted inside a run is never taken for the run.
 */
export function layOut(given: readonly GivenFile[]): Layout {
  const folders = Map.groupBy(
    given.filter(one => !isLoose(one)),
    topOf,
  );
  const isRun = (files: readonly GivenFile[], top: string) =>
    files.some(({ path }) => isCustodyName(path.slice(top.length + 1).split('/', 1)[0] ?? ''));
  const tops = [...folders.keys()];
  const runs = tops.filter(top => !isCustodyName(top) && isRun(folders.get(top) ?? [], top));
  const bare = tops.filter(isCustodyName);
  const [run] = runs;

  const inCustody: GivenFile[] = [];
  const inRun: PlacedFile[] = [];
  const groups: GivenFile[][] = [];
  for (const [top, files] of folders) {
    if (bare.includes(top)) {
      for (const one of files) inCustody.push(one);
    } else if (top !== run) {
      groups.push(files);
    } else {
      for (const one of files) {
        const path = one.path.slice(top.length + 1);
        if (isCustodyName(path.split('/', 1)[0] ?? '')) inCustody.push({ ...one, path });
        else inRun.push(place(one, path));
      }
    }
  }

  const loose = given.filter(isLoose);
  const isSealFile = ({ path }: GivenFile) => CUSTODY_FILES.includes(path);
  const custodyIsLoose = inCustody.length === 0 && loose.some(isSealFile);
  for (const one of loose) {
    if (custodyIsLoose && isSealFile(one)) inCustody.push({ ...one, path: `Custody/${one.path}` });
    else groups.push([one]);
  }
  return {
    ...sortCustody(inCustody),
    custodyIsLoose,
    run: inOrder(inRun),
    groups,
    seals: runs.length + bare.length + (custodyIsLoose ? 1 : 0),
  };
}

function sortCustody(files: readonly GivenFile[]): Pick<Layout, 'custody' | 'addenda' | 'findings'> {
  const custody = new Map<string, GivenBytes>();
  const addenda: PlacedFile[] = [];
  const findings: Finding[] = [];
  for (const one of files) {
    const [top = '', name, ...more] = one.path.split('/');
    if (top !== 'Custody') {
      findings.push({
        code: 'CUSTODY_STRANGER',
        message: `${shown(top)} is not the one Custody folder of a seal`,
      });
    } else if (name === undefined) {
      findings.push({ code: 'CUSTODY_NOT_PLAIN', message: 'Custody is a file, not a folder' });
    } else if (name === ADDENDA_FOLDER && more.length > 0) {
      addenda.push(place(one, more.join('/')));
    } else if (more.length > 0) {
      findings.push({ code: 'CUSTODY_NOT_PLAIN', message: `Custody/${shown(name)} is no plain file` });
    } else {
      custody.set(name, one.file);
    }
  }
  return { custody, addenda: inOrder(addenda), findings };
}

function isCustodyName(name: string): boolean {
  return name.toLowerCase() === 'custody';
}

function shown(name: string): string {
  return displayPath(bytePathFromText(name));
}
