import * as mandatory from '@secvisogram/csaf-validator-lib/csaf_2_1/mandatoryTests.js';
import { csaf_2_1 } from '@secvisogram/csaf-validator-lib/csaf_2_1/schemaTests.js';
import { corrected } from '../corrected-tests.ts';
import { libraryTest, libraryTests } from '../library-test.ts';

/** The schema, and what there is of section 6.1; what is missing stands in docs/CONFORMANCE.md. */
export const TESTS = [
  libraryTest('schema', 'error', csaf_2_1),
  ...libraryTests('error', mandatory).map(corrected),
];
