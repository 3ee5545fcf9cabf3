import * as recommended from '@secvisogram/csaf-validator-lib/csaf_2_1/recommendedTests.js';
import { libraryTests, withOwn } from '../library-test.ts';
import { OWN_TESTS } from './own.ts';

/** What there is of section 6.2; without the library's 6.2.20, which compares with the schema of 2.0. */
export const TESTS = withOwn(
  'warning',
  OWN_TESTS,
  libraryTests('warning', recommended).filter(({ id }) => id !== '6.2.20'),
);
