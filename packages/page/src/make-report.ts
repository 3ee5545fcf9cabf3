import {
  type Difference,
  displayPath,
  ERRORS,
  type ErrorCode,
  keyFingerprint,
  type SeqwardenError,
} from '@seqwarden/proof';
import { answerOf, DIFFERS, explanationOf, sentenceOf } from './answer.ts';
import type { Checked } from './check-run.ts';
import { factsOf } from './facts.ts';
import type { GivenTrust } from './given-trust.ts';
import type { Report, Shown, ShownKey } from './report.ts';
import { shown } from './words.ts';

/** Of each kind; the counts are of all. */
const MOST_SHOWN = 500;

export function makeReport(checked: Checked, trusted: GivenTrust): Report {
  const { verdict, compared, findings } = checked;
  const answer = answerOf(checked);
  const { differences } = verdict;
  const notGiven = answer === 'seal' ? [] : (compared?.notGivenNamed ?? []);
  return {
    answer,
    sentence: sentenceOf(answer, checked),
    explanation: explanationOf(answer, checked),
    codes: verdict.codes,
    facts: factsOf(checked, trusted),
    findings: findings
      .slice(0, MOST_SHOWN)
      .map(({ code, message }) => ({ code, message: shown(message), advice: ERRORS[code].advice })),
    differences: differences.slice(0, MOST_SHOWN).map(showDifference),
    moreDifferences: Math.max(0, differences.length - MOST_SHOWN) + (compared?.moreDifferences ?? 0),
    notGiven: notGiven.map(displayPath),
    moreNotGiven: notGiven.length === 0 ? 0 : (compared?.notGiven ?? 0) - notGiven.length,
  };
}

function showDifference({ kind, path, from }: Difference): Shown {
  return {
    what: DIFFERS[kind],
    path: displayPath(path),
    ...(from !== undefined && { from: displayPath(from) }),
  };
}

const REFUSED: Partial<Readonly<Record<ErrorCode, string>>> = {
  TRUST_INSIDE_RUN: 'Nothing was checked: this trust file lies in the run too, and there it proves nothing.',
  TRUST_UNUSABLE: 'Nothing was checked: what was chosen as the trust file cannot be used.',
};

/** What was given cannot be used. */
export function refusal({ code, message, advice }: SeqwardenError): Report {
  return {
    answer: 'refused',
    sentence: REFUSED[code] ?? `Nothing was checked: ${shown(message)}.`,
    explanation: code === 'USAGE' ? '' : `${shown(message)}. ${advice}`,
    codes: [code],
    facts: [],
    findings: [],
    differences: [],
    moreDifferences: 0,
    notGiven: [],
    moreNotGiven: 0,
  };
}

export function shownKeys({ trust }: GivenTrust): ShownKey[] {
  return trust.sealKeys.map(({ keyid, label }) => ({
    fingerprint: keyFingerprint(keyid),
    label: shown(label),
  }));
}
