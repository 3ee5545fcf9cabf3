import { dayText } from '@seqwarden/cases/calendar';
import type { ItemState, MitigationState, PatchState, Reopening } from '@seqwarden/cases/state';
import {
  CHECK_WORDS,
  EFFECT_WORDS,
  PROOF_WORDS,
  programWords,
  REASON_WORDS,
  REOPENING_WORDS,
  VERDICT_WORDS,
} from '@seqwarden/cases/words';
import type { SiteWords } from '../casework/persons.ts';
import { installedText, REMEDIATION_WORDS, shortId, verdictText, vulnerabilityText } from './case-words.ts';
import { oneLine } from './one-line.ts';

/** Name of a person by a key id. */
export type NameOf = (recipient: string) => string;

/** One vulnerability on one installation: where it stands, why, and what was done. */
export function itemText(item: ItemState, site: Pick<SiteWords, 'nameOf' | 'dayOf'>): string {
  const { nameOf } = site;
  const { installed, vulnerability, verdict, remediation, reasons } = item;
  const said = verdict === null ? '' : ` (${verdictText(item)})`;
  const head = `  ${installedText(installed)}  ${vulnerabilityText(vulnerability)}: ${REMEDIATION_WORDS[remediation]}${said}\n`;
  const why = reasons.map(({ code }) => REASON_WORDS[code]).join('; ');
  return [
    head,
    why === '' ? '' : `    ${why}\n`,
    ...item.patches.map(patch => patchText(patch, site)),
    ...item.mitigations.map(one => mitigationText(one, nameOf)),
    ...item.reopened.map(reopeningText),
  ].join('');
}

function patchText(
  { record, says, proof, checked, effect, checks }: PatchState,
  { nameOf, dayOf }: Pick<SiteWords, 'nameOf' | 'dayOf'>,
): string {
  const words = [PROOF_WORDS[proof], CHECK_WORDS[checked], EFFECT_WORDS[effect]].join('; ');
  const versions = says.software.flatMap(({ name, component, before, after }) => {
    const change =
      before === null && after === null ? [] : [`${before ?? 'unknown'} to ${after ?? 'unknown'}`];
    return change.map(text => `${programWords({ name, component })} ${text}`);
  });
  const by =
    says.doneBy === 'signer'
      ? nameOf(record.signer)
      : `the ${says.doneBy === 'vendor' ? 'vendor' : 'other'}, recorded by ${nameOf(record.signer)}`;
  const when = dayMeant(says.at, { dayOf });
  const what = versions.length === 0 ? '' : ` (${oneLine(versions.join(', '))})`;
  return [
    `    patched ${when} by ${by}${what}, record ${shortId(record.identity)}: ${words}\n`,
    ...checks.map(
      one =>
        `      ${one.says.result === 'confirmed' ? 'confirmed' : 'refuted'} by ${nameOf(one.record.signer)}: ${oneLine(one.says.reason)}\n`,
    ),
  ].join('');
}

function mitigationText({ record, says, endedOn }: MitigationState, nameOf: NameOf): string {
  const until = endedOn === null ? 'since' : `until ${endedOn}, since`;
  return `    smaller exposure ${until} ${says.on}: ${oneLine(says.text)} (${nameOf(record.signer)}, record ${shortId(record.identity)})\n`;
}

export function reopeningText({ why, run, change, record }: Reopening): string {
  const shown =
    run === null
      ? ''
      : `: the run ${oneLine(run.id ?? 'without a name')} has ${programWords({ ...run, name: null })} ${oneLine(run.version)}`;
  const said =
    change === null
      ? ''
      : `: ${VERDICT_WORDS[change.from.verdict]}${rangeText(change.from.range)} became ${VERDICT_WORDS[change.to.verdict]}${rangeText(change.to.range)}`;
  return `    came back, since ${REOPENING_WORDS[why]}${shown}${said} (record ${shortId(record.identity)})\n`;
}

function rangeText(range: string | null): string {
  return range === null ? '' : ` (${oneLine(range)})`;
}

/** The day of a time at the site; days that somebody said are what they are. */
export function dayMeant(
  at: { readonly from: string; readonly until: string },
  { dayOf }: Pick<SiteWords, 'dayOf'>,
): string {
  return at.from === at.until ? dayOf(at.from) : dayText(at);
}
