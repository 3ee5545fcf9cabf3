export type { Level } from './document-test.ts';
export { fileNameOf, isFileNameOf } from './file-name.ts';
export {
  isValid,
  MAX_VALIDATED_VALUES,
  type Scope,
  type ValidationFinding,
  validateAdvisory,
} from './validate-advisory.ts';
