import {
  ADDENDA_FOLDER,
  ADDENDUM_ENVELOPE_FILE,
  ADDENDUM_PROOF_FILE,
  addendumFolder,
  type Bytes,
  ENVELOPE_FILE,
  MAX_ADDENDA,
  PROOF_FILE,
} from '@seqwarden/proof';
import { CUSTODY, LARGEST_COMPANION, readWhole } from '../custody/read-custody.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { closeRoot, HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { openRun } from '../host/run-place.ts';

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
    const seal = statementIn(root, CUSTODY, 0);
    if (seal === undefined) return [];
    const addenda: EnteredStatement[] = [];
    for (let number = 1; number <= MAX_ADDENDA; number++) {
      const addendum = statementIn(root, `${CUSTODY}/${ADDENDA_FOLDER}/${addendumFolder(number)}`, number);
      // Addenda are numbered without a gap.
      if (addendum === undefined) break;
      addenda.push(addendum);
    }
    return [seal, ...addenda];
  } finally {
    closeRoot(root);
  }
}

function statementIn(root: TreeRoot, folder: string, number: number): EnteredStatement | undefined {
  const [envelopeFile, proofFile] =
    number === 0 ? [ENVELOPE_FILE, PROOF_FILE] : [ADDENDUM_ENVELOPE_FILE, ADDENDUM_PROOF_FILE];
  const envelope = readIn(root, folder, envelopeFile);
  return envelope === undefined ? undefined : { number, envelope, proof: readIn(root, folder, proofFile) };
}

function readIn(root: TreeRoot, folder: string, name: string): Bytes | undefined {
  const tree = new HeldTree(root);
  try {
    tree.enter(folder);
    return readWhole(tree.at(name), LARGEST_COMPANION);
  } catch (error) {
    if (errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR' || errno(error) === 'ELOOP') return undefined;
    throw fsError(error, 'source', `${folder}/${name}`);
  } finally {
    tree.close();
  }
}
