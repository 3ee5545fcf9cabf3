import { informativeTest_6_3_1 } from '@secvisogram/csaf-validator-lib/csaf_2_1/informativeTests/informativeTest_6_3_1.js';
import { informativeTest_6_3_2 } from '@secvisogram/csaf-validator-lib/csaf_2_1/informativeTests/informativeTest_6_3_2.js';
import { informativeTest_6_3_4 } from '@secvisogram/csaf-validator-lib/csaf_2_1/informativeTests/informativeTest_6_3_4.js';
import { informativeTest_6_3_12 } from '@secvisogram/csaf-validator-lib/csaf_2_1/informativeTests/informativeTest_6_3_12.js';
import test_6_3_3 from '@secvisogram/csaf-validator-lib/lib/informativeTests/informativeTest_6_3_3.js';
import test_6_3_5 from '@secvisogram/csaf-validator-lib/lib/informativeTests/informativeTest_6_3_5.js';
import test_6_3_9 from '@secvisogram/csaf-validator-lib/lib/informativeTests/informativeTest_6_3_9.js';
import test_6_3_10 from '@secvisogram/csaf-validator-lib/lib/informativeTests/informativeTest_6_3_10.js';
import test_6_3_11 from '@secvisogram/csaf-validator-lib/lib/informativeTests/informativeTest_6_3_11.js';
import { libraryTest, withOwn } from '../library-test.ts';
import { OWN_TESTS } from './own.ts';

/** What there is of section 6.3; without 6.3.6 to 6.3.8, as in 2.0. */
export const TESTS = withOwn('info', OWN_TESTS, [
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
