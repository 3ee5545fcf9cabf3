import schema from '@secvisogram/csaf-validator-lib/lib/schemaTests/csaf_2_0.js';
import * as mandatory from '@secvisogram/csaf-validator-lib/mandatoryTests.js';
import { corrected } from '../corrected-tests.ts';
import { libraryTest, libraryTests } from '../library-test.ts';

/** The schema, and all of section 6.1. */
export const TESTS = [
  libraryTest('schema', 'error', schema),
  ...libraryTests('error', mandatory).map(corrected),
];
