import * as mandatory from '@secvisogram/csaf-validator-lib/csaf_2_1/mandatoryTests.js';
import { corrected } from '../corrected-tests.ts';
import { libraryTest, libraryTests, withOwn } from '../library-test.ts';
import { csaf_2_1 } from '../schema-2-1.ts';
import { OWN_TESTS } from './own.ts';

/** The schema, and what there is of section 6.1; what is missing stands in docs/CONFORMANCE.md. */
export const TESTS = withOwn('error', OWN_TESTS, [
  libraryTest('schema', 'error', csaf_2_1),
  ...libraryTests('error', mandatory).map(corrected),
]);
