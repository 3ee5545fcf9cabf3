import {
  ADDENDA_FOLDER,
  type Addendum,
  AMENDED_FOLDER,
  addendumFolder,
  type BytePath,
  type Difference,
  type Finding,
  joinManifest,
  ListedCursor,
} from '@seqwarden/proof';
import { differenceOf } from './compare-run.ts';
import type { FoundRun } from './found-run.ts';
import { CUSTODY } from './read-custody.ts';

export interface AmendedComparison {
  readonly differences: readonly Difference[];
  readonly findings: readonly Finding[];
  /** Amended files whose bytes are as they were signed. */
  readonly unchanged: number;
}

/** Where the amended bytes of an addendum lie, below the place of `Custody/`. */
export function amendedPath(number: number): BytePath {
  return `${CUSTODY}/${ADDENDA_FOLDER}/${addendumFolder(number)}/${AMENDED_FOLDER}`;
}

/**
 * Compares the amended files of one addendum with what lies below its `files/`; undefined: that is not there. Only plain files and the
 * folders that lead to them belong there.
 */
export function compareAmended(
  { number, amended }: Pick<Addendum, 'number' | 'amended'>,
  found: FoundRun | undefined,
): AmendedComparison {
  const folder = amendedPath(number);
  const differences: Difference[] = [];
  let unchanged = 0;
  let isEmpty = true;
  const seen = function* () {
    for (const entry of found?.entries ?? []) {
      isEmpty = false;
      yield entry;
    }
  };
  for (const join of joinManifest(new ListedCursor(amended), seen())) {
    const difference = differenceOf(join, path => found?.sha256(path));
    if (difference === 'same') unchanged++;
    else if (difference !== undefined)
      differences.push({ ...difference, path: `${folder}/${difference.path}` });
    else if (join.kind === 'special')
      differences.push({ kind: 'added', path: `${folder}/${join.path}`, found: join.found });
  }
  const isIdle = found !== undefined && isEmpty;
  return { differences, findings: isIdle ? [strange(folder)] : [], unchanged };
}

function strange(folder: BytePath): Finding {
  return { code: 'CUSTODY_STRANGER', message: `${folder} is an empty folder, which no addendum has` };
}
