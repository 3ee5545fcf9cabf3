/**
 * What a document may have. CSAF 2.1 asks consumers for more (50 MiB, appendix on size); advisories on instruments are below 4 MB, and these limits
 * keep one hostile document from taking the memory of all others.
 */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
/** Of objects and arrays. CSAF 2.1 allows thirty branches below one another, which are sixty levels. */
export const MAX_DEPTH = 100;
export const MAX_PRODUCTS = 100_000;
export const MAX_VULNERABILITIES = 20_000;
/** Of what names a product: branches, full product names, serial numbers and the like. In CISA's documents the longest has 764 characters. */
export const MAX_NAME = 10_000;
/** Product ids named by statuses, remediations, threats, flags and scores together, groups resolved. */
export const MAX_REFERENCES = 2_000_000;
