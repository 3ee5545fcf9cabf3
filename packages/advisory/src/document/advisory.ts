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
  /** As written (RFC 3339). They may go back from one publication to the next. Empty where the document has none. */
  readonly initialReleaseDate: string;
  readonly currentReleaseDate: string;
  /** As written: `WHITE` (TLP 1, CSAF 2.0) or `CLEAR` (TLP 2, CSAF 2.1), and so on. */
  readonly tlp: string | null;
  /** `document.references` of category `self`. */
  readonly selfUrls: readonly string[];
  /** JSON pointers to strings that hold U+FFFD, were not UTF-8 or hold half a surrogate pair. At most {@link MAX_REMARKS}. */
  readonly damaged: readonly string[];
  /** What is wrong or doubtful and does not make the document unreadable, in the order of the document. At most {@link MAX_REMARKS}. */
  readonly remarks: readonly AdvisoryRemark[];
  readonly products: readonly ProductEntry[];
  readonly vulnerabilities: readonly Vulnerability[];
  /** What is read neither into this nor into `others` of a product or vulnerability. */
  readonly others: Others;
}

/** JSON pointer of each member that is not read, and a digest of what it says: whoever compares two documents sees that it changed. */
export type Others = ReadonlyMap<string, string>;

export const MAX_REMARKS = 1000;

export interface AdvisoryLabel {
  /** `document.publisher.namespace`. */
  readonly publisher: string;
  readonly publisherName: string;
  readonly id: string;
  readonly version: string;
}

export interface AdvisoryRemark {
  readonly code: RemarkCode;
  /** JSON pointer; the empty one is the whole document. */
  readonly pointer: string;
  readonly text: string;
}

export type RemarkCode =
  /** A byte-order mark stands before the document. */
  | 'BYTE_ORDER_MARK'
  /** Bytes that are not UTF-8; U+FFFD stands in their place. */
  | 'NOT_UTF8'
  /** Left out, or not of the type that CSAF gives it, and not needed for matching. It counts as not there. */
  | 'NOT_READ'
  /** Two products, or two groups, have this id: whatever names it means both. */
  | 'ID_TWICE'
  /** More than one version or range stands on the path to a product; the innermost counts. */
  | 'VERSION_TWICE'
  /** A product id that no entry has, or a group id that no group has. */
  | 'REFERENCE_UNKNOWN'
  /** The ends of a relationship lead back to itself. */
  | 'RELATIONSHIP_CYCLE'
  /** Two vulnerabilities have this id. */
  | 'VULNERABILITY_TWICE'
  /** One product stands in status groups that contradict one another. */
  | 'STATUS_CONTRADICTS'
  /** There were more of these, or more damaged strings, than are kept. */
  | 'MORE';

/** A product of the product tree, with all branches from the root to it, or a relationship of two others. Two entries may have the same id. */
export interface ProductEntry {
  readonly id: string;
  /** The full product name. */
  readonly name: string;
  /** JSON pointer to the full product name object. */
  readonly pointer: string;
  readonly branches: readonly { readonly category: string; readonly name: string }[];
  /** Of the branches, where one says it; of several, the innermost. */
  readonly vendor: string | null;
  readonly productName: string | null;
  readonly version: {
    readonly category: 'product_version' | 'product_version_range';
    readonly written: string;
  } | null;
  readonly helper: ProductHelper;
  /** `relationships` of CSAF 2.0, `product_paths` of 2.1. The ids may name no entry, or lead in a circle. */
  readonly relationship: {
    readonly category: string;
    readonly product: string;
    readonly relatesTo: string;
    /** Further steps of a path of 2.1, after the first. */
    readonly further: readonly { readonly category: string; readonly relatesTo: string }[];
  } | null;
  /** Pointers from the full product name object, or the relationship around it. */
  readonly others: Others;
}

export interface ProductHelper {
  readonly cpe: string | null;
  readonly purls: readonly string[];
  readonly modelNumbers: readonly string[];
  readonly serialNumbers: readonly string[];
  readonly skus: readonly string[];
}

export interface Vulnerability {
  /** The CVE in capital letters; else system, with `_` for blanks, `:` and text of the first other id; else `<advisory id>#<place, from 1>`. */
  readonly id: string;
  /** As written. */
  readonly cve: string | null;
  /** The first of `ids`, where there is no CVE. */
  readonly otherId: { readonly system: string | null; readonly text: string } | null;
  /** JSON pointer to the vulnerability. */
  readonly pointer: string;
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
  readonly threats: readonly Threat[];
  readonly flags: readonly { readonly label: string; readonly products: readonly string[] }[];
  /** CVSS, of `scores` (2.0) and `metrics` (2.1). */
  readonly scores: readonly Score[];
  /** EPSS as the document writes it (2.1). */
  readonly epss: readonly WrittenEpss[];
  /** Pointers from the vulnerability. */
  readonly others: Others;
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

export interface Threat {
  readonly category: string;
  readonly details: string;
  /** As for a {@link Remediation}. */
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

export interface WrittenEpss {
  readonly products: readonly string[];
  readonly probability: string;
  readonly percentile: string;
  readonly timestamp: string;
}
