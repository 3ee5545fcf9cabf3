import type { ItemState, Uncounted } from '@seqwarden/cases/state';
import { VERDICT_WORDS } from '@seqwarden/cases/words';
import type { Installed } from '@seqwarden/proof/acts';
import { firstNamed } from './first-named.ts';
import { oneLine } from './one-line.ts';

/** As it is named on the command line: `M70001/ruo`; the device: `M70001`. */
export function installedText({ serial, model, id }: Installed): string {
  return oneLine(`${serial ?? model ?? ''}${id === null ? '' : `/${id}`}`);
}

/** As the site's file names instruments: by device. */
export function devicesText(installed: readonly Installed[]): string {
  return [...new Set(installed.map(one => installedText({ ...one, id: null })))].join(', ');
}

/** Enough digits of an id to name it by. */
export function shortId(id: string): string {
  return id.slice(0, 12);
}

/** Added to what another register began, since its id may be one of ours too. `own`: id of the register that asks. */
export function ofRegisterText(register: string, own: string): string {
  return register === own ? '' : `, of the register ${shortId(register)}`;
}

/** A matter without a number is called by its case. */
export function vulnerabilityText(vulnerability: string): string {
  const ofCase = /^case:([0-9a-f]{32})$/.exec(vulnerability)?.[1];
  return ofCase === undefined ? oneLine(vulnerability) : `the matter of case ${shortId(ofCase)}`;
}

const MOST_NAMED = 8;

/** Several of one act; by default as many as a line can hold beside something else. */
export function vulnerabilitiesText(vulnerabilities: readonly string[], most = MOST_NAMED): string {
  return firstNamed(vulnerabilities.map(vulnerabilityText), most);
}

/** What is said of an item; of what is patched nobody has to decide any more whether it was affected. */
export function verdictText({ verdict, remediation }: Pick<ItemState, 'verdict' | 'remediation'>): string {
  if (verdict === null) return 'no advisory yet';
  return verdict === 'review' && remediation === 'done'
    ? 'the advisory leaves it open'
    : VERDICT_WORDS[verdict];
}

export const REMEDIATION_WORDS: Readonly<Record<ItemState['remediation'], string>> = {
  not_needed: 'nothing to do',
  not_remediated: 'not remediated',
  in_progress: 'in progress',
  done: 'done',
};

/** Why a record does not count. */
export function uncountedText(why: Uncounted['why']): string {
  switch (why) {
    case 'KIND_UNKNOWN':
      return 'of a kind that is not known here, of a newer version perhaps';
    case 'RIGHT_MISSING':
      return 'its signer may not say so';
    case 'OWN_CHECK':
      return 'nobody checks what he recorded himself';
    case 'REFERS_TO_NOTHING':
      return 'what it is about is not known here';
    case 'CORRECTED':
      return 'corrected by a later record';
    case 'CONTRADICTS':
      return 'it does not fit what it refers to';
    case 'REGISTER_NOT_COUNTED':
      return 'your trust file lets its register have no say in cases';
    case 'REPEATED':
      return 'the same record stands at an earlier place';
    default:
      return `[${why}]`;
  }
}
