export { type Countersigned, countersign } from './countersign.ts';
export { createLog } from './create-log.ts';
export { KnownPast } from './history/known-past.ts';
export { type Appended, Log, type LogOptions, type LogState } from './log.ts';
export { type LogKey, loadLogKey, makeLogKey } from './log-key.ts';
export type { Remark } from './opening/decide-opening.ts';
export type { PublishedSource } from './opening/published-source.ts';
export type { AuditFinding } from './reading/audit-findings.ts';
export {
  type Audit,
  type AuditedLog,
  type AuditOptions,
  auditLog,
  type KnownState,
} from './reading/audit-log.ts';
export { checkBundle } from './reading/check-bundle.ts';
export { EntryJudge, type ReadEntry } from './reading/judge-entry.ts';
export { type BundleQuestion, type MadeBundle, makeBundle } from './reading/make-bundle.ts';
export { type EntryQuestion, type ProvenEntry, proveEntry } from './reading/prove-entry.ts';
export {
  type BundledRecord,
  type BundledStep,
  decodeBundle,
  encodeBundle,
  MAX_BUNDLE,
  type StatementBundle,
} from './reading/statement-bundle.ts';
export { type RestoreOptions, restoreLog } from './restore/restore-log.ts';
export type { Refusal } from './store/log-store.ts';
export { addCheckpointUrl } from './witness-answer.ts';
export { askWitness, type Witness, type WitnessQuestion } from './witness-client.ts';
export type { AskWitnesses, WitnessAnswers, WitnessFailure } from './writer/ask-witnesses.ts';
