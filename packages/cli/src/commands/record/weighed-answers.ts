import type { InstallerVerdict } from '@seqwarden/advisory/installer';
import type { PatchPredicate } from '@seqwarden/proof/acts';

/** What one document says of an installer. */
export interface Answer {
  readonly verdict: InstallerVerdict;
  /** Digest of the document that gives it; null: none does. */
  readonly publishedIn: string | null;
  /** Whether a good signature vouches for the document, or a curated line or this program itself gives it: anybody can write the name of a publisher into a document. */
  readonly isVouchedFor: boolean;
}

/** The one that counts, of several. */
export interface Weighed extends Answer {
  /** As a record has it. */
  readonly check: NonNullable<PatchPredicate['installer']>['check'];
  /** Signed and unsigned documents disagree: what another one says, for which somebody vouches exactly where nobody does for this one. */
  readonly contradictedBy: Answer | null;
}

const NOTHING: Answer = {
  verdict: { check: 'not_published', weak: false },
  publishedIn: null,
  isVouchedFor: true,
};

/** One that lists the file as affected counts before all; else what somebody vouches for; else, where that says nothing, what others say. */
export function weighed(answers: readonly Answer[]): Weighed {
  const vouchedFor = answers.filter(one => one.isVouchedFor);
  const others = answers.filter(one => !one.isVouchedFor);
  const order = [vouchedFor, others].flatMap(ones => decisive(ones) ?? []);
  const counts = order.find(isAffected) ?? order.find(isSaid) ?? order.find(isWeak) ?? NOTHING;
  const { check } = counts.verdict;
  const against = (counts.isVouchedFor ? others : vouchedFor).find(
    one => isSaid(one) && one.verdict.check !== check,
  );
  return {
    ...counts,
    check: check === 'equal' && !counts.isVouchedFor ? 'equal_unsigned' : check,
    contradictedBy: against ?? null,
  };
}

/** Of documents that weigh alike. */
function decisive(answers: readonly Answer[]): Answer | undefined {
  return (
    answers.find(isAffected) ??
    answers.find(({ verdict }) => verdict.check === 'equal') ??
    answers.find(({ verdict }) => verdict.check === 'other') ??
    answers.find(isWeak) ??
    answers[0]
  );
}

function isAffected({ verdict }: Answer): boolean {
  return verdict.check === 'other' && verdict.affected;
}

function isSaid({ verdict }: Answer): boolean {
  return verdict.check !== 'not_published';
}

function isWeak({ verdict }: Answer): boolean {
  return verdict.check === 'not_published' && verdict.weak;
}
