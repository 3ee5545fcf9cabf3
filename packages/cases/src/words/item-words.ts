import type { ActVerdict } from '@seqwarden/proof/acts';
import type { ItemReason, PatchState, Reopening } from '../state/index.ts';

export const VERDICT_WORDS: Readonly<Record<ActVerdict, string>> = {
  affected: 'affected',
  review: 'a person must decide',
  not_affected: 'not affected',
  not_listed: 'the advisory says nothing',
  fixed: 'said to be fixed',
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
  INSTALLER_UNSIGNED: 'only a document without a good signature gives the installer, which proves nothing',
  OTHER_PROGRAM: 'what was patched is another program than the one that is affected',
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

export const PROOF_WORDS: Readonly<Record<PatchState['proof'], string>> = {
  installer: "proven by the installer's digest",
  document: 'proven by a document',
  missing: 'not proven',
  differs: 'the installer is another file than the publisher names',
  other_program: 'what was patched is another program than the one that is affected',
};

export const CHECK_WORDS: Readonly<Record<PatchState['checked'], string>> = {
  confirmed: 'confirmed by a second person',
  refuted: 'refuted by a second person',
  open: 'not checked yet',
};

export const EFFECT_WORDS: Readonly<Record<PatchState['effect'], string>> = {
  seen: 'a later run shows it',
  by_word: 'no run can show it, says a second person',
  open: 'no later run shows it yet',
  unclear: 'what a later run shows cannot be compared, or is a version that an advisory still calls affected',
  older: 'a later run shows an older version',
};
