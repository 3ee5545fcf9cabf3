/** What may have to be said to somebody outside after an incident. Data: whether it applies is for a person to decide. */
export interface Duty {
  /** What records name it by; never given to another one. */
  readonly id: string;
  /** As `us`; `everywhere`: of no country. */
  readonly jurisdiction: string;
  readonly title: string;
  readonly obligation: 'mandatory' | 'voluntary' | 'advised';
  /** To whom it applies, and when. */
  readonly applies: string;
  /** What a person has to answer before deciding. */
  readonly questions: readonly string[];
  /** To whom it is sent. */
  readonly to: readonly string[];
  /** undefined: no day is set. */
  readonly period: Period | undefined;
  /** How many years all on it is kept, counted from the last day on which it can have happened; undefined: the source says nothing. */
  readonly keepYears: number | undefined;
  /** What is completed and sent by a person. */
  readonly documents: readonly string[];
  /** Which draft is written for it. */
  readonly paper: DutyPaper;
  readonly source: string;
  /** Whether the source is general knowledge that was not read in the rule itself: whoever relies on it looks it up. */
  readonly isGeneralKnowledge: boolean;
}

export const OBLIGATIONS = ['mandatory', 'voluntary', 'advised'] as const;

/**
 * - `3500a`: the fields of FDA's form
 * - `cisa`: what CISA's form asks
 * - `letter`: to the manufacturer
 * - `plain`: what is known, with the questions
 */
export const DUTY_PAPERS = ['3500a', 'cisa', 'letter', 'plain'] as const;
export type DutyPaper = (typeof DUTY_PAPERS)[number];

/** By which day: so long after somebody became aware, or on the next such day of a year. */
export type Period =
  | {
      readonly unit: 'working-days';
      readonly count: number;
      /** `weekdays`: Monday to Friday without holidays, so that the day is never later than by a rule that has some; `site`: as the site works. */
      readonly calendar: 'weekdays' | 'site';
    }
  | { readonly unit: 'days'; readonly count: number }
  /** `01-31`: the next 31 January after the day. */
  | { readonly unit: 'every-year'; readonly on: string };

/** Stands in every text about it. */
export const NO_DECISION =
  'Whether this has to be reported is for a person to decide, with the rule at hand. Seqwarden does not decide it.';
