import type { AdvisoryLabel } from '../document/index.ts';

/** The file name that CSAF section 5.1 gives a document: its id in lower case, each run of other characters than `+`, `-`, a-z and 0-9 one `_`. */
export function fileNameOf({ id }: Pick<AdvisoryLabel, 'id'>): string {
  return `${stemOf(id)}.json`;
}

/** Whether a document may have this file name; an invalid one also ends in `_invalid`. */
export function isFileNameOf(name: string, { id }: Pick<AdvisoryLabel, 'id'>): boolean {
  return name === `${stemOf(id)}.json` || name === `${stemOf(id)}_invalid.json`;
}

function stemOf(id: string): string {
  return id.toLowerCase().replaceAll(/[^+\-a-z0-9]+/g, '_');
}
