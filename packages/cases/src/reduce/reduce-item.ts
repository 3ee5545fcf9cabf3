import type { ItemReason, ItemState, MitigationState, PatchState } from '../state/index.ts';
import type { ItemActs, MitigationActs } from './item-acts.ts';
import { ascending, byTime, compareText } from './order.ts';
import { isDone, isUnderWay, patchState } from './patch-state.ts';
import { saidOf } from './placed.ts';
import { mergedReasons } from './reasons.ts';
import { type Reopened, reopeningsOf } from './reopenings.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** One vulnerability on one installation. Its `cases` are left empty: `compose` knows the cases. */
export function reduceItem(acts: ItemActs): ItemState {
  const verdict = verdictOf(acts);
  const patches = [...acts.patches].sort((a, b) => byTime(a.patch, b.patch)).map(patchState);
  const mitigations = [...acts.mitigations].sort((a, b) => byTime(a.begun, b.begun)).map(mitigationState);
  const reopened = reopeningsOf(acts);
  const { remediation, reasons } = remediationOf({ acts, verdict, patches, mitigations, reopened });
  return {
    installed: acts.installed,
    vulnerability: acts.vulnerability,
    cases: [],
    registers: registersOf(acts),
    verdict: verdict.verdict,
    remediation,
    reasons,
    findings: verdict.findings,
    decision: verdict.decision,
    patches,
    mitigations,
    reopened: reopened.all,
  };
}

/** Whose business it is. Nobody's word makes it another one's no more. */
function registersOf({ found, decisions, choices }: ItemActs): string[] {
  const said = [...found.map(({ from }) => from), ...decisions].map(({ log }) => log);
  return ascending([...said, ...choices.flatMap(({ registers }) => registers)]);
}

/** Of several days on which it ended the first counts. */
function mitigationState({ begun, ended, checks }: MitigationActs): MitigationState {
  const [endedOn] = ended.map(({ act }) => act.predicate.on).sort(compareText);
  return { ...saidOf(begun), checks: [...checks].sort(byTime).map(saidOf), endedOn: endedOn ?? null };
}

interface Weighed {
  readonly acts: ItemActs;
  readonly verdict: Verdict;
  readonly patches: readonly PatchState[];
  readonly mitigations: readonly MitigationState[];
  readonly reopened: Reopened;
}

function remediationOf(weighed: Weighed): Pick<ItemState, 'remediation' | 'reasons'> {
  const { acts, verdict, patches, reopened } = weighed;
  const said = verdict.reasons;
  if (acts.retired.length > 0) {
    return { remediation: 'not_needed', reasons: [{ code: 'RETIRED', records: acts.retired }, ...said] };
  }
  const done = patches.filter(isDone);
  if (done.length > 0 && reopened.changes.length === 0) {
    return { remediation: 'done', reasons: [...doneReasons(done), ...said] };
  }
  if (!isNeeded(weighed)) return { remediation: 'not_needed', reasons: [...said, ...namedSince(acts)] };
  const more = [...openReasons(weighed), ...mitigated(weighed)];
  return {
    remediation: isInProgress(weighed) ? 'in_progress' : 'not_remediated',
    reasons: patches.length > 0 || reopened.all.length > 0 ? [...more, ...said] : [...said, ...more],
  };
}

/** Something says that it is, or may be, affected; or somebody patched it, though nothing says so. */
function isNeeded({ acts, verdict, patches, reopened }: Weighed): boolean {
  if (verdict.verdict === 'not_affected' || verdict.verdict === 'not_listed') return false;
  if (verdict.reasons.length > 0) return true;
  return acts.namedSince.length === 0 && (patches.length > 0 || reopened.all.length > 0);
}

function isInProgress({ acts, patches, mitigations, reopened }: Weighed): boolean {
  return (
    (reopened.changes.length === 0 && patches.some(isUnderWay)) ||
    mitigations.some(({ endedOn }) => endedOn === null) ||
    (patches.length === 0 && acts.patchedForCase.length > 0)
  );
}

function doneReasons(done: readonly PatchState[]): ItemReason[] {
  return mergedReasons(
    done.map(patch => ({
      code: patch.effect === 'seen' ? 'EFFECT_SEEN' : 'EFFECT_BY_WORD',
      records: restsOn(patch),
    })),
  );
}

function openReasons({ acts, patches, reopened }: Weighed): ItemReason[] {
  const changed: ItemReason[] =
    reopened.changes.length === 0 ? [] : [{ code: 'ADVISORY_CHANGED', records: ascending(reopened.changes) }];
  const forCase: ItemReason[] =
    patches.length > 0 || acts.patchedForCase.length === 0
      ? []
      : [{ code: 'PATCHED_FOR_CASE', records: acts.patchedForCase }];
  const unfinished = patches.filter(patch => !isDone(patch));
  const ofPatches = mergedReasons(
    unfinished.flatMap(patch => codesOf(patch).map(code => ({ code, records: restsOn(patch) }))),
  );
  return [...changed, ...ofPatches, ...forCase].sort((a, b) => gravity(a.code) - gravity(b.code));
}

/** What keeps a patch from being done, by gravity. */
const GRAVITY: readonly ItemReason['code'][] = [
  'RUN_SHOWS_OLDER',
  'ADVISORY_CHANGED',
  'CHECK_REFUTED',
  'INSTALLER_DIFFERS',
  'OTHER_PROGRAM',
  'INSTALLER_UNSIGNED',
  'PROOF_MISSING',
  'CHECK_MISSING',
  'EFFECT_UNCLEAR',
  'EFFECT_NOT_SEEN',
  'PATCH_RECORDED',
  'PATCHED_FOR_CASE',
];

function gravity(code: ItemReason['code']): number {
  return GRAVITY.indexOf(code);
}

function codesOf({ says, proof, checked, effect }: PatchState): ItemReason['code'][] {
  const codes: ItemReason['code'][] = ['PATCH_RECORDED'];
  if (effect === 'older') codes.push('RUN_SHOWS_OLDER');
  if (checked === 'refuted') codes.push('CHECK_REFUTED');
  if (proof === 'differs') codes.push('INSTALLER_DIFFERS');
  if (proof === 'other_program') codes.push('OTHER_PROGRAM');
  if (says.installer?.check === 'equal_unsigned') codes.push('INSTALLER_UNSIGNED');
  if (proof === 'missing') codes.push('PROOF_MISSING');
  if (checked === 'open') codes.push('CHECK_MISSING');
  if (effect === 'unclear') codes.push('EFFECT_UNCLEAR');
  if (effect === 'open') codes.push('EFFECT_NOT_SEEN');
  return codes;
}

function restsOn({ record, checks, effectFrom }: PatchState): string[] {
  return [
    record.identity,
    ...checks.map(check => check.record.identity),
    ...(effectFrom === null ? [] : [effectFrom]),
  ];
}

function mitigated({ mitigations }: Weighed): ItemReason[] {
  const standing = mitigations.filter(({ endedOn }) => endedOn === null);
  const records = ascending(standing.map(({ record }) => record.identity));
  return records.length === 0 ? [] : [{ code: 'MITIGATED', records }];
}

function namedSince({ namedSince: records }: ItemActs): ItemReason[] {
  return records.length === 0 ? [] : [{ code: 'NAMED_SINCE', records }];
}
