export { versContains } from './contains.ts';
export { formatVers } from './format-vers.ts';
export { versFromNpm } from './npm-range.ts';
export { placeVersion } from './place-version.ts';
export { MAX_RANGE_LENGTH, readRange, type VersionCategory } from './read-range.ts';
export type {
  Bound,
  Interval,
  Placement,
  RangeReading,
  RangeWarning,
  RangeWarningCode,
  ReviewClass,
  Scheme,
  UndecidedReason,
} from './reading.ts';
export { compareVersions, isScheme } from './scheme.ts';
export { parseVers, type Vers, type VersFault } from './vers.ts';
