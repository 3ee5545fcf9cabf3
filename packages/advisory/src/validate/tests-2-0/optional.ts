import * as optional from '@secvisogram/csaf-validator-lib/optionalTests.js';
import { libraryTests } from '../library-test.ts';

/** All of section 6.2. */
export const TESTS = libraryTests('warning', optional);
