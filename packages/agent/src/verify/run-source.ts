import type { CustodyFiles, Finding } from '@seqwarden/proof';
import type { AmendedReading } from '../custody/amended-files.ts';
import type { FoundRun, ListedRun } from '../custody/found-run.ts';
import type { AddendaFound } from '../custody/read-addenda.ts';
import type { Progress } from '../engine/file-pool.ts';
import type { FileTable } from '../engine/file-table.ts';

/**
 * A run and its `Custody/`, wherever they lie; each is asked for once, in this order. What says something about the run goes into
 * `findings`, what is thrown ends the verification. Nothing is written anywhere.
 */
export interface RunSource {
  custody(findings: Finding[]): OwnCustody | Promise<OwnCustody>;
  /** undefined, with a finding, where it cannot be listed. */
  list(findings: Finding[]): (ListedRun & { readonly files: FileTable }) | undefined;
  addenda(findings: Finding[]): AddendaFound | Promise<AddendaFound>;
  /** Writes digests and outcomes into the table. */
  hash(files: FileTable, reading: HashReading): Promise<void>;
  /** As `amendedFiles` does. */
  amended(number: number, reading: AmendedReading): Promise<FoundRun | undefined>;
}

export interface OwnCustody {
  readonly files: CustodyFiles;
  readonly hasAddenda: boolean;
}

export const NO_CUSTODY: OwnCustody = { files: new Map(), hasAddenda: false };

export interface HashReading extends AmendedReading {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}
