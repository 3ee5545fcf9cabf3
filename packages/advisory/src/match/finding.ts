import type { Source, StatedFix, TimeSpan } from '../inventory/inventory.ts';
import type { RangeReading } from '../version/reading.ts';

/**
 * - `affected`: the advisory lists what is installed
 * - `review`: a person must decide; `reasons` say why
 * - `not_affected`: the advisory itself says so
 * - `not_listed`: the advisory names the product and says nothing of this version. Silence is never "not affected"
 * - `fixed`: by recorded proof
 */
export type Verdict = 'affected' | 'review' | 'not_affected' | 'not_listed' | 'fixed';

/** One vulnerability of one advisory, and one installation. */
export interface Finding {
  readonly instrument: {
    readonly vendor: string | null;
    readonly model: string | null;
    readonly serial: string | null;
  };
  readonly installation: string;
  readonly vulnerability: string;
  readonly advisory: {
    readonly publisher: string;
    readonly id: string;
    readonly version: string;
    readonly sha256: string;
  };
  /** The entry of the product tree that decided; where several did, the one with the widest reading. */
  readonly product: { readonly id: string; readonly name: string };
  readonly verdict: Verdict;
  /** What led to the verdict, the decisive one first. */
  readonly reasons: readonly Reason[];
  /** Everything that was weighed: every product entry of this installation, and every state of its software that matters, in order of time. */
  readonly evidence: readonly Evidence[];
  /** States that the advisory lists, or may list: from the first possible moment on, an exposure. In order of time. */
  readonly exposed: readonly ExposedState[];
  /** Of this installation, what proves a fix of this vulnerability and still holds. Empty unless the verdict is `fixed`. */
  readonly proofs: readonly StatedFix[];
}

/** All that the advisories say of the inventory. */
export interface Matches {
  /** By instrument (vendor, model, serial; unknown last), installation, vulnerability, advisory (publisher, id, version, digest). */
  readonly findings: readonly Finding[];
  /** In the same order, installations without a finding, and those of which one of their vendor's advisories says nothing. Silence: nobody said that they are not affected. */
  readonly unmatched: readonly Unmatched[];
}

export interface Unmatched {
  readonly instrument: Finding['instrument'];
  readonly installation: string;
  /** How many it has, of other advisories. */
  readonly findings: number;
  /** The advisories that name products of its vendor, none of which is connected with it, by publisher, id, version and digest. Empty: there is none, or the vendor is unknown. */
  readonly asked: readonly (Finding['advisory'] & {
    /** Names of these products, the first ones. */
    readonly products: readonly string[];
    readonly productsInAll: number;
  })[];
}

export interface Reason {
  readonly code: ReasonCode;
  readonly text: string;
}

export type ReasonCode =
  | 'VERSION_LISTED'
  | 'VERSION_OUTSIDE'
  | 'VERSION_IN_HOLE'
  | 'BOUND_COARSER'
  | 'INSTALLED_COARSER'
  | 'VERSION_UNKNOWN'
  | 'VERSION_NOT_COMPARABLE'
  | 'RANGE_NOT_READ'
  | 'RANGE_FLAGGED'
  | 'OPEN_ENDED'
  | 'ADVISORY_SAYS_NOT_AFFECTED'
  | 'ADVISORY_CONTRADICTS_ITSELF'
  | 'ADVISORY_SAYS_FIXED'
  | 'UNDER_INVESTIGATION'
  | 'OVERLAY_NARROWS'
  | 'OVERLAY_WIDENS'
  | 'OTHER_SOURCE_DISAGREES'
  | 'MODE_DIFFERS'
  | 'PROGRAM_UNKNOWN'
  | 'WAS_EXPOSED'
  | 'FIX_PROVEN'
  | 'FIX_WITHOUT_PROOF'
  | 'FIX_DIGEST_DIFFERS'
  | 'SEEN_AFTER_FIX'
  | 'INSTRUMENT_UNCERTAIN'
  /** No reading can show that the fix is installed: which version has it was never published. */
  | 'FIX_NOT_VISIBLE';

/** One link of the chain: product entry, range as written, how it was read, fact, run, overlay line. */
export interface Evidence {
  readonly product: { readonly id: string; readonly name: string };
  /** Status groups of the entry for this vulnerability. */
  readonly status: readonly string[];
  readonly range: { readonly written: string; readonly read: RangeReading } | null;
  readonly fact: {
    readonly component: string;
    readonly name: string | null;
    readonly version: string | null;
    readonly confidence: string;
    readonly from: string | null;
    readonly source: Source;
  } | null;
  /** Ids of the overlay lines that took part (`illumina/…`). */
  readonly overlay: readonly string[];
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
}

export interface ExposedState {
  readonly verdict: 'affected' | 'review';
  readonly first: TimeSpan | null;
  readonly last: TimeSpan | null;
}
