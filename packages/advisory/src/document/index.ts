export * from './advisory.ts';
export type { AdvisoryDifference, DifferenceKind } from './advisory-difference.ts';
export { AdvisoryError, type AdvisoryErrorCode } from './advisory-error.ts';
export { csafVersionOf } from './csaf-version.ts';
export { diffAdvisories } from './diff-advisories.ts';
export { MAX_DOCUMENT_BYTES, MAX_PRODUCTS, MAX_VULNERABILITIES } from './limits.ts';
export { type ParsedDocument, parseDocument } from './parse-document.ts';
export { readAdvisory } from './read-advisory.ts';
export { contradicts } from './status-groups.ts';
