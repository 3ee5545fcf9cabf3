export { KnownPast } from '../history/known-past.ts';
export { asItBegins, pastOf } from '../history/past-of.ts';
export type { AuditFinding } from './audit-findings.ts';
export { type Audit, type AuditedLog, type AuditOptions, auditLog } from './audit-log.ts';
export { checkBundle } from './check-bundle.ts';
export { EntryJudge, type ReadEntry } from './judge-entry.ts';
export { type KnownState, knownTo } from './known-state.ts';
export { type BundleQuestion, isOfKeys, type MadeBundle, makeBundle } from './make-bundle.ts';
export { type EntryQuestion, type ProvenEntry, proveEntry } from './prove-entry.ts';
export {
  type BundledRecord,
  type BundledStep,
  decodeBundle,
  encodeBundle,
  MAX_BUNDLE,
  type StatementBundle,
} from './statement-bundle.ts';
