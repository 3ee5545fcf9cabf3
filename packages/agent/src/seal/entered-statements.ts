import { type BytePath, type Bytes, MAX_ADDENDA } from '@seqwarden/proof';
import { readCompanion } from '../custody/read-custody.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { closeRoot, type TreeRoot } from '../host/held-tree.ts';
import { openRun } from '../host/run-place.ts';
import { statementPlace } from './statement-place.ts';

/** A seal or an addendum as it lies in a run, and what lies beside it as its proof. Nothing in them was checked. */
export interface EnteredStatement {
  /** 0 is the seal, any other number an addendum. */
  readonly number: number;
  readonly envelope: Bytes;
  readonly proof: Bytes | undefined;
}

/** The signed statements of a run, without its files; none: it carries no seal. Throws RUN_*, SOURCE_*. */
export function statementsOf(run: string): EnteredStatement[] {
  const { root } = openRun(run);
  try {
    const seal = statementIn(root, 0);
    if (seal === undefined) return [];
    const addenda: EnteredStatement[] = [];
    for (let number = 1; number <= MAX_ADDENDA; number++) {
      const addendum = statementIn(root, number);
      // Addenda are numbered without a gap.
      if (addendum === undefined) break;
      addenda.push(addendum);
    }
    return [seal, ...addenda];
  } finally {
    closeRoot(root);
  }
}

function statementIn(root: TreeRoot, number: number): EnteredStatement | undefined {
  const { folder, ...names } = statementPlace(number);
  const envelope = readIn(root, folder, names.envelope);
  return envelope === undefined ? undefined : { number, envelope, proof: readIn(root, folder, names.proof) };
}

function readIn(root: TreeRoot, folder: BytePath, name: string): Bytes | undefined {
  try {
    return readCompanion(root, folder, name);
  } catch (error) {
    if (errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR' || errno(error) === 'ELOOP') return undefined;
    throw fsError(error, 'source', `${folder}/${name}`);
  }
}
