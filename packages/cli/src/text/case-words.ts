import type { ItemReason, ItemState, Reopening, Uncounted } from '@seqwarden/cases/state';
import type { ActVerdict, Installed } from '@seqwarden/proof/acts';
import { oneLine } from './one-line.ts';

/** As it is named on the command line: `M70001/ruo`; the device: `M70001`. */
export function installedText({ serial, model, id }: Installed): string {
  return oneLine(`${serial ?? model ?? ''}${id === null ? '' : `/${id}`}`);
}

const PROGRAMS: ReadonlyMap<string, string> = new Map([
  ['control', 'control software'],
  ['universal-copy-service', 'Universal Copy Service'],
  ['local-run-manager', 'Local Run Manager'],
  ['rta', 'RTA'],
  ['other', 'program'],
]);

/** A program by its own name, else by what it is. */
export function programText({ component, name }: { component: string; name: string | null }): string {
  return name ?? PROGRAMS.get(component) ?? component;
}

/** Enough digits of an id to name it by. */
export function shortId(id: string): string {
  return id.slice(0, 12);
}

/** A matter without a number is called by its case. */
export function vulnerabilityText(vulnerability: string): string {
  const ofCase = /^case:([0-9a-f]{32})$/.exec(vulnerability)?.[1];
  return ofCase === undefined ? oneLine(vulnerability) : `the matter of case ${shortId(ofCase)}`;
}

export const VERDICT_WORDS: Readonly<Record<ActVerdict, string>> = {
  affected: 'affected',
  review: 'a person must decide',
  not_affected: 'not affected',
  not_listed: 'the advisory says nothing',
  fixed: 'said to be fixed',
};

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

export const REASON_WORDS: Readonly<Record<ItemReason['code'], string>> = {
  CHOSEN_BY_LETTER: 'a person chose it by a letter',
  VERDICT_AFFECTED: 'the advisory says that it is affected',
  VERDICT_REVIEW: 'matching could not decide',
  VERDICT_FIXED_UNRECORDED: 'said to be fixed, but no patch is recorded here',
  NOT_AFFECTED_BY_ADVISORY: 'the advisory itself says that it is not affected',
  NOT_LISTED: 'the advisory says nothing of it',
  DECIDED_AFFECTED: 'a person decided that it is affected',
  DECIDED_NOT_AFFECTED: 'a person decided that it is not affected',
  DECISION_OUTDATED: 'the advisory says something else since a person decided',
  RETIRED: 'out of use for good',
  MITIGATED: 'the exposure is made smaller, which is no fix',
  PATCH_RECORDED: 'a patch is recorded',
  INSTALLER_DIFFERS: 'the installer is another file than the publisher names',
  PROOF_MISSING: 'no installer and no document proves the patch',
  CHECK_MISSING: 'no second person has checked it',
  CHECK_REFUTED: 'a second person refuted it',
  EFFECT_NOT_SEEN: 'no later run shows the new version',
  EFFECT_SEEN: 'a later run shows the new version',
  EFFECT_BY_WORD: 'a second person says why no run can show it',
  EFFECT_UNCLEAR:
    'what a later run shows cannot be compared, or is a version that an advisory still calls affected',
  RUN_SHOWS_OLDER: 'a later run shows an older version',
  ADVISORY_CHANGED: 'a newer version of the advisory says something else',
  NAMED_SINCE: 'the matter has names now, and is followed by them',
  PATCHED_FOR_CASE:
    'a patch was recorded before the matter had this name: say by a record of it whether it covers this one',
};

export const REOPENING_WORDS: Readonly<Record<Reopening['why'], string>> = {
  RUN_SHOWS_OLDER: 'a later run shows an older version',
  ADVISORY_CHANGED: 'the advisory says something else',
  CHECK_REFUTED: 'a second person refuted the patch',
  PATCH_CORRECTED: 'the record of the patch was corrected',
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
    case 'REPEATED':
      return 'the same record stands at an earlier place';
    default:
      return `[${why}]`;
  }
}
