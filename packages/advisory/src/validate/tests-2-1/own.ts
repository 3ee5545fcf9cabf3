import type { DocumentTest } from '../document-test.ts';
import { BRANCH_TESTS } from './branches.ts';
import { CATEGORY_TESTS } from './category.ts';
import { DATE_TESTS } from './dates.ts';
import { HELPER_TESTS } from './helpers.ts';
import { ID_TESTS } from './ids.ts';
import { METRIC_TESTS } from './metrics.ts';
import { OVERLAP_TESTS } from './overlaps.ts';

/** Tests of CSAF 2.1 that the library lacks, or has of an earlier draft; each from its section of the specification. */
export const OWN_TESTS: readonly DocumentTest[] = [
  ...BRANCH_TESTS,
  ...CATEGORY_TESTS,
  ...DATE_TESTS,
  ...HELPER_TESTS,
  ...ID_TESTS,
  ...METRIC_TESTS,
  ...OVERLAP_TESTS,
];
