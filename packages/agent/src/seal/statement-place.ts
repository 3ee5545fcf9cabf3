import {
  ADDENDA_FOLDER,
  ADDENDUM_ENVELOPE_FILE,
  ADDENDUM_PROOF_FILE,
  addendumFolder,
  type BytePath,
  ENVELOPE_FILE,
  PROOF_FILE,
} from '@seqwarden/proof';
import { CUSTODY } from '../custody/read-custody.ts';

/** Where a signed statement of a run lies, and beside it its proof. */
export interface StatementPlace {
  /** 0 is the seal, any other number an addendum. */
  readonly number: number;
  readonly folder: BytePath;
  readonly envelope: string;
  readonly proof: string;
}

export function statementPlace(number: number): StatementPlace {
  return number === 0
    ? { number, folder: CUSTODY, envelope: ENVELOPE_FILE, proof: PROOF_FILE }
    : {
        number,
        folder: `${CUSTODY}/${ADDENDA_FOLDER}/${addendumFolder(number)}`,
        envelope: ADDENDUM_ENVELOPE_FILE,
        proof: ADDENDUM_PROOF_FILE,
      };
}
