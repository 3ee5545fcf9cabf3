/**
 * How a version string of an advisory was read. Never a boolean alone: intervals on the line of one scheme, with what was
 * noticed on the way, or `review`, because only a person can say what was meant.
 */
export type RangeReading =
  | {
      readonly kind: 'intervals';
      readonly scheme: Scheme;
      /** In order, apart from one another. Empty: no version at all (`vers:none/*`). */
      readonly intervals: readonly Interval[];
      readonly warnings: readonly RangeWarning[];
    }
  | { readonly kind: 'review'; readonly reason: ReviewClass; readonly warnings: readonly RangeWarning[] };

/** Types of the VERS specification whose order is defined there, and which are read here. All others are refused by name. */
export type Scheme = 'intdot' | 'semver' | 'npm' | 'generic' | 'lexicographic' | 'datetime';

/** From `lower` to `upper`; null is without end. One version alone has the same version, inclusive, at both. */
export interface Interval {
  readonly lower: Bound | null;
  readonly upper: Bound | null;
}

export interface Bound {
  /** As written, without the noise of blanks and a leading `V`. */
  readonly version: string;
  readonly inclusive: boolean;
}

/** What was noticed while reading, in the order in which it was. `text` is for people. */
export interface RangeWarning {
  readonly code: RangeWarningCode;
  readonly text: string;
}

export type RangeWarningCode =
  /** `vers:all/<V4.3.8`: read as its author meant it. */
  | 'VERS_ALL_WITH_CONSTRAINT'
  /** A range in a branch of category `product_version`. */
  | 'RANGE_IN_VERSION'
  /** vls with blanks, underscores, words such as "and", a leading `V`. */
  | 'NOT_AS_SPECIFIED'
  /** "All versions < x", "Version 2.2.0": words whose sense is certain. */
  | 'WORDS'
  /** No upper end: only proof of a fix closes it. */
  | 'OPEN_END'
  /** `7.2.x`: read as all versions that begin so. */
  | 'WILDCARD';

/** Why a person has to look. The letters of the classes are those of the shape table in docs/FORMATS.md. */
export type ReviewClass =
  | 'NO_VERSION'
  | 'WORDS'
  | 'SERIAL_NUMBERS'
  | 'DATES'
  | 'LETTERS_WITHOUT_ORDER'
  | 'SEVERAL_UPPER_BOUNDS'
  | 'BOUNDS_CROSS'
  | 'WILDCARD_IN_BOUND'
  | 'HYPHEN'
  | 'LIST_UNCLEAR'
  | 'PART_NUMBER'
  | 'VERS_TYPE_UNKNOWN'
  | 'VERS_INVALID'
  | 'TOO_LONG'
  | 'DAMAGED_TEXT';

/**
 * Where an installed version lies.
 *
 * - `inside`, `outside`: certain, by the order of the scheme
 * - `between`: outside, but with listed versions below and above it: a hole
 * - `undecided`: `reason` says why
 *
 * `below`, `above`: whether listed versions lie below it, above it. Of several ranges of one product the holes between them show only together.
 */
export type Placement =
  | { readonly answer: 'inside'; readonly interval: Interval }
  | { readonly answer: 'outside' | 'between'; readonly below: boolean; readonly above: boolean }
  | { readonly answer: 'undecided'; readonly reason: UndecidedReason };

export type UndecidedReason =
  /**
   * A bound is a proper prefix of the installed version, and either names one version (`4.0` and 4.0.1.41), or is inclusive and the strict order says no
   * (`<= 1.7` and 1.7.5). `< 1.7` and 1.7.5 is outside: no sense of the bound takes it in.
   */
  | 'BOUND_COARSER'
  /** The installed version is a proper prefix of a bound that names one version (`4.0` and `= 4.0.5`), or of one where the strict order says no (`4.0` and `>= 4.0.1`). */
  | 'INSTALLED_COARSER'
  /** The installed version is none of the scheme. */
  | 'INSTALLED_NOT_COMPARABLE'
  /** The range was not read. */
  | 'RANGE_NOT_READ';
