import type { ExposureAnswer } from '@seqwarden/advisory/answer';
import type { Instrument } from '@seqwarden/advisory/inventory';
import { type ActTail, fitted, type Installed, type ObservationPredicate } from '@seqwarden/proof/acts';

/** What an observation says, before somebody signs it. */
export type Observed = Omit<ObservationPredicate, ActTail>;
export type ObservedReading = Observed['readings'][number];
export type ObservedFinding = Observed['findings'][number];

/** One installation, as the runs that were there and the advisories that were asked have it. */
export interface InstallationObserved {
  /** One for each advisory that speaks of it; where none does, one without an advisory. All have the same readings: the newest of each program. */
  readonly now: readonly [Observed, ...Observed[]];
  /** What runs showed before, or may have shown last as well: readings alone, in order of time. */
  readonly before: readonly ObservedReading[];
}

/** Verdicts, the gravest first. */
export const GRAVITY: readonly ObservedFinding['verdict'][] = [
  'affected',
  'review',
  'fixed',
  'not_affected',
  'not_listed',
];

/** What has no place in a record, so that nothing is entered of it. It is for a person. */
export interface Unfit {
  readonly what: 'installation' | 'advisory' | 'vulnerability' | 'program';
  /** As much of it as can be shown. */
  readonly name: string;
}

export type AnswerToObserve = Pick<ExposureAnswer, 'inventory' | 'advisories' | 'findings' | 'overlay'>;

/** Texts that tell one thing from another are taken as they are, or not at all. */
export function unchanged(text: string, max?: number): string | null {
  return fitted(text, max) === text ? text : null;
}

/** As records name it; undefined: a part of its name has no place in one. */
export function installedOf(
  { vendor, model, serial }: Pick<Instrument, 'vendor' | 'model' | 'serial'>,
  id: string,
): Installed | undefined {
  const whole = { vendor, model: serial === null ? model : null, serial, id };
  const isFitting = Object.values(whole).every(part => part === null || unchanged(part) !== null);
  return isFitting && (whole.serial ?? whole.model) !== null ? whole : undefined;
}
