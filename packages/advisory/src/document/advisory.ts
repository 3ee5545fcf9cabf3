/**
 * What is used of a CSAF document (2.0 and 2.1). Identity is the digest of the bytes as they came; the label (publisher, id, version) is only a
 * name, under which other bytes may come.
 */
export interface Advisory {
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
  readonly csafVersion: '2.0' | '2.1';
  readonly label: AdvisoryLabel;
  readonly title: string;
  readonly category: string;
  readonly status: string;
  /** As written (RFC 3339). They may go back from one publication to the next. */
  readonly initialReleaseDate: string;
  readonly currentReleaseDate: string;
  readonly tlp: string | null;
  /** JSON pointers to strings that hold U+FFFD. */
  readonly damaged: readonly string[];
  readonly products: readonly ProductEntry[];
  readonly vulnerabilities: readonly Vulnerability[];
}

export interface AdvisoryLabel {
  /** `document.publisher.namespace`. */
  readonly publisher: string;
  readonly publisherName: string;
  readonly id: string;
  readonly version: string;
}

/** A product of the product tree, with all branches from the root to it, or a relationship of two others. */
export interface ProductEntry {
  readonly id: string;
  /** The full product name. */
  readonly name: string;
  readonly branches: readonly { readonly category: string; readonly name: string }[];
  /** Of the branches, where one says it. */
  readonly vendor: string | null;
  readonly productName: string | null;
  readonly version: {
    readonly category: 'product_version' | 'product_version_range';
    readonly written: string;
  } | null;
  readonly helper: ProductHelper;
  readonly relationship: {
    readonly category: string;
    readonly product: string;
    readonly relatesTo: string;
  } | null;
}

export interface ProductHelper {
  readonly cpe: string | null;
  readonly purls: readonly string[];
  readonly modelNumbers: readonly string[];
  readonly serialNumbers: readonly string[];
  readonly skus: readonly string[];
}

export interface Vulnerability {
  /** The CVE; else the first other id; else `<advisory id>#<place, from 1>`. */
  readonly id: string;
  readonly cve: string | null;
  readonly title: string | null;
  readonly cwes: readonly string[];
  readonly notes: readonly {
    readonly category: string;
    readonly title: string | null;
    readonly text: string;
  }[];
  /** Product id to all status groups that name it. More than one of contradicting sense is for a person. */
  readonly status: ReadonlyMap<string, readonly ProductStatus[]>;
  readonly remediations: readonly Remediation[];
  readonly flags: readonly { readonly label: string; readonly products: readonly string[] }[];
  readonly scores: readonly Score[];
}

export type ProductStatus =
  | 'first_affected'
  | 'first_fixed'
  | 'fixed'
  | 'known_affected'
  | 'known_not_affected'
  | 'last_affected'
  | 'recommended'
  | 'under_investigation'
  | 'unknown';

export interface Remediation {
  readonly category: string;
  readonly details: string;
  readonly url: string | null;
  /** Product ids, groups resolved; empty where the document names none. */
  readonly products: readonly string[];
}

export interface Score {
  readonly products: readonly string[];
  /** `2.0`, `3.0`, `3.1`, `4.0`. */
  readonly version: string;
  readonly vector: string;
  /** As written, which `score/` compares with what the vector gives. */
  readonly baseScore: number | null;
}
