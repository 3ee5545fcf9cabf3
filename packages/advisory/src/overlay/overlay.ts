import type { ComponentKind } from '../inventory/inventory.ts';
import type { Scheme } from '../version/reading.ts';

/**
 * What advisories mean and do not say in a form that a program can read: curated by people, reviewed like code, each line with where its fact comes from. A line
 * names an advisory by its label and a product by its NAME, never by an id or by bytes: both change from one publication to the next.
 */
export interface Overlay {
  /** Of the table as a whole: a day, `YYYY-MM-DD`, and a letter where a day had several. */
  readonly version: string;
  readonly lines: readonly OverlayLine[];
}

export type OverlayLine =
  | VendorLine
  | SchemeLine
  | ComponentLine
  | ProductLine
  | ModelsLine
  | OffInstrumentLine
  | ModeLine
  | OtherReadingLine
  | ConditionLine
  | PatchLine
  | HintLine;

interface Line {
  /** `<vendor>/<what>`, unique; findings show it. */
  readonly id: string;
  readonly source: LineSource;
  /** The day on which a person last compared the line with its source, `YYYY-MM-DD`. */
  readonly checked: string;
}

export interface LineSource {
  readonly kind: 'advisory' | 'cve-record' | 'page' | 'notice' | 'run-folders';
  /** What stands there, in our own words or as a short quotation. */
  readonly text: string;
  readonly url: string | null;
}

/** `document.publisher.namespace` and `document.tracking.id`, compared without letter case, blanks, `http(s):` and the last slash. */
export interface AdvisoryName {
  readonly publisher: string;
  readonly id: string;
}

/** Names of one vendor. */
export interface VendorLine extends Line {
  readonly kind: 'vendor';
  readonly names: readonly string[];
}

/** The order in which a vendor counts its versions. */
export interface SchemeLine extends Line {
  readonly kind: 'scheme';
  readonly vendor: string;
  readonly scheme: Scheme;
}

/** What a component without a recorded name is called in product names. */
export interface ComponentLine extends Line {
  readonly kind: 'component';
  readonly vendor: string;
  readonly component: ComponentKind;
  readonly names: readonly string[];
}

/** Which program of which models the advisory means by a product name. */
export interface ProductLine extends Line {
  readonly kind: 'product';
  readonly on: readonly AdvisoryName[];
  readonly product: string;
  readonly models: readonly string[];
  readonly component: ComponentKind;
  /** Under these names runs of the models record the program. They also tell whether an instrument whose model is unknown may be one of these. */
  readonly recorded: readonly string[];
  /** A name that may be recorded for it, but is that of another program, too; not in the mode `except`, in which it certainly is the other one. */
  readonly perhaps: { readonly name: string; readonly except: 'dx' | 'ruo' | null } | null;
}

/** Models of a vendor beside those of its products: where a device has one of these names it is no other one. */
export interface ModelsLine extends Line {
  readonly kind: 'models';
  readonly vendor: string;
  readonly models: readonly string[];
}

/** The products of an advisory are also installed apart from any instrument: installation `lrm-server`. */
export interface OffInstrumentLine extends Line {
  readonly kind: 'off-instrument';
  readonly on: readonly AdvisoryName[];
  readonly products: readonly string[];
  readonly installation: string;
}

/** The product is meant in this mode only. */
export interface ModeLine extends Line {
  readonly kind: 'mode';
  readonly on: readonly AdvisoryName[];
  readonly product: string;
  readonly mode: 'dx' | 'ruo';
}

/** Another source has another range for the product. The widest counts until a person decides. */
export interface OtherReadingLine extends Line {
  readonly kind: 'other-reading';
  readonly on: readonly AdvisoryName[];
  readonly product: string;
  /** The advisory's own range that it speaks of, as written there. */
  readonly written: string;
  readonly range: string;
}

/** The advisory's own note restricts a vulnerability to versions of one component, of whatever product. */
export interface ConditionLine extends Line {
  readonly kind: 'condition';
  readonly on: readonly AdvisoryName[];
  readonly vulnerability: string;
  readonly component: ComponentKind;
  /** Any one of them; each as a branch of category `product_version_range` would have it. */
  readonly ranges: readonly string[];
}

/** Digests of an installer that fixes, hex. MD5 and SHA-1 are never among them. */
export interface PatchLine extends Line {
  readonly kind: 'patch';
  readonly on: readonly AdvisoryName[];
  readonly vulnerabilities: readonly string[];
  readonly file: string;
  readonly sha256: string;
  readonly sha512: string;
}

/** Which version has the fix was never published: readings from this range on may be of a fixed program, or not. */
export interface HintLine extends Line {
  readonly kind: 'hint';
  readonly on: readonly AdvisoryName[];
  readonly vulnerabilities: readonly string[];
  /** Whose runs record such versions. Whoever has another one is not told of it. */
  readonly models: readonly string[];
  readonly component: ComponentKind;
  readonly range: string;
}
