import { type DocumentTest, ownTest } from '../document-test.ts';
import { textAt } from '../value-at.ts';

/** Values of `document.category` that are a profile other than "CSAF Base". */
const PROFILES = [
  'csaf_deprecated_security_advisory',
  'csaf_informational_advisory',
  'csaf_security_advisory',
  'csaf_security_incident_response',
  'csaf_superseded',
  'csaf_vex',
  'csaf_vulnerability_report',
  'csaf_withdrawn',
];

/** Dashes, connectors and blanks of any script, the minus sign and the combining low line. */
const IGNORED = /[\p{Pd}\p{Pc}\s\u{2212}]|\u{332}/gu;

/** 6.1.26: a category that is no profile must not look like one. The library's knows the profiles of 2.0. */
export const CATEGORY_TESTS: readonly DocumentTest[] = [
  ownTest('6.1.26', 'error', document => {
    const category = textAt(document, 'document', 'category') ?? '';
    if (category === 'csaf_base' || PROFILES.includes(category)) return [];
    const pointer = '/document/category';
    if (/^csaf_/i.test(category)) return [{ pointer, message: 'the prefix csaf_ is reserved' }];
    const bare = category.replaceAll(IGNORED, '').toLowerCase();
    const looksLike = PROFILES.some(profile => {
      const value = profile.replaceAll('_', '');
      return bare === value || bare === value.slice('csaf'.length);
    });
    return looksLike ? [{ pointer, message: 'it is the name or value of a profile, spelt otherwise' }] : [];
  }),
];
