import { informativeTest_6_3_1 } from '@secvisogram/csaf-validator-lib/csaf_2_1/informativeTests/informativeTest_6_3_1.js';
import { informativeTest_6_3_2 } from '@secvisogram/csaf-validator-lib/csaf_2_1/informativeTests/informativeTest_6_3_2.js';
import { informativeTest_6_3_4 } from '@secvisogram/csaf-validator-lib/csaf_2_1/informativeTests/informativeTest_6_3_4.js';
import { informativeTest_6_3_12 } from '@secvisogram/csaf-validator-lib/csaf_2_1/informativeTests/informativeTest_6_3_12.js';
import * as mandatory from '@secvisogram/csaf-validator-lib/csaf_2_1/mandatoryTests.js';
import * as recommended from '@secvisogram/csaf-validator-lib/csaf_2_1/recommendedTests.js';
import { csaf_2_1 } from '@secvisogram/csaf-validator-lib/csaf_2_1/schemaTests.js';
import test_6_3_3 from '@secvisogram/csaf-validator-lib/lib/informativeTests/informativeTest_6_3_3.js';
import test_6_3_5 from '@secvisogram/csaf-validator-lib/lib/informativeTests/informativeTest_6_3_5.js';
import test_6_3_9 from '@secvisogram/csaf-validator-lib/lib/informativeTests/informativeTest_6_3_9.js';
import test_6_3_10 from '@secvisogram/csaf-validator-lib/lib/informativeTests/informativeTest_6_3_10.js';
import test_6_3_11 from '@secvisogram/csaf-validator-lib/lib/informativeTests/informativeTest_6_3_11.js';
import { corrected } from './corrected-tests.ts';
import { type DocumentTest, inOrder } from './document-test.ts';
import { libraryTest, libraryTests } from './library-test.ts';

/** What the library has of CSAF 2.1 but 6.3.6 to 6.3.8, as in 2.0. Tests that are missing stand in docs/CONFORMANCE.md. */
export const TESTS_2_1: readonly DocumentTest[] = inOrder([
  libraryTest('schema', 'error', csaf_2_1),
  ...libraryTests('error', mandatory).map(corrected),
  ...libraryTests('warning', recommended),
  libraryTest('6.3.1', 'info', informativeTest_6_3_1),
  libraryTest('6.3.2', 'info', informativeTest_6_3_2),
  libraryTest('6.3.3', 'info', test_6_3_3),
  libraryTest('6.3.4', 'info', informativeTest_6_3_4),
  libraryTest('6.3.5', 'info', test_6_3_5),
  libraryTest('6.3.9', 'info', test_6_3_9),
  libraryTest('6.3.10', 'info', test_6_3_10),
  libraryTest('6.3.11', 'info', test_6_3_11),
  libraryTest('6.3.12', 'info', informativeTest_6_3_12),
]);
