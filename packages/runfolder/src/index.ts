export { checkBaseCallFile, type FileContext } from './check/check-base-call-file.ts';
export { checkFilter, clustersOf } from './check/filter.ts';
export type { FileFinding, FileFindingCode } from './check/finding.ts';
export * from './classify.ts';
export * from './completion.ts';
export { counted } from './counted.ts';
export type { Differences, ExpectedFiles, LocatedFile } from './expected-files.ts';
export type { Fact } from './fact.ts';
export * from './folder-hint.ts';
export * from './identify-run.ts';
export * from './inspect-run.ts';
export type * from './inspection.ts';
export { type Layout, type Location, type LocationKind, locate } from './location.ts';
export * from './location-groups.ts';
export * from './markers.ts';
export { type Family, isSimulated, type Model } from './models.ts';
export * from './open-run-folder.ts';
export {
  type DateOptions,
  type DateSource,
  type DateSpan,
  headOfRunId,
  type RunDate,
  runDate,
} from './run-date.ts';
export type * from './run-folder.ts';
export type { Read } from './run-info.ts';
export * from './run-marks.ts';
export type { Warning, WarningCode } from './warnings.ts';
