import * as recommended from '@secvisogram/csaf-validator-lib/csaf_2_1/recommendedTests.js';
import { libraryTests } from '../library-test.ts';

/** What there is of section 6.2. */
export const TESTS = libraryTests('warning', recommended);
