/** What the page says about a run, in words and ready to be shown: no string in it holds a control character or one that turns the line. */
export interface Report {
  readonly answer: AnswerKind;
  /** One sentence, and what it rests on. */
  readonly sentence: string;
  readonly explanation: string;
  /** Of docs/ERRORS.md, bad news first. */
  readonly codes: readonly string[];
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly findings: readonly { readonly code: string; readonly message: string; readonly advice: string }[];
  readonly differences: readonly Shown[];
  readonly moreDifferences: number;
  readonly notGiven: readonly string[];
  readonly moreNotGiven: number;
}

/**
 * `unchanged`: every file of the list was looked at. `part`: some were, and they are as sealed. `seal`: none was, and the seal is good.
 * `proof`: nothing that was given differs, and the proof from the register does not hold: `changed` to a program (docs/FORMATS.md 10).
 * `refused`: what was given cannot be used.
 */
export type AnswerKind = 'unchanged' | 'part' | 'seal' | 'proof' | 'changed' | 'cannot_tell' | 'refused';

export interface Shown {
  readonly what: string;
  readonly path: string;
  readonly from?: string;
}

/** A key of the trust file, to be compared with the quality manual. */
export interface ShownKey {
  readonly fingerprint: string;
  readonly label: string;
}
