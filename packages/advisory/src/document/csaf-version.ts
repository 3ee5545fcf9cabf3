import type { Advisory } from './advisory.ts';
import { AdvisoryError } from './advisory-error.ts';
import { Field } from './field.ts';
import { Remarks } from './remarks.ts';

/**
 * Which CSAF a parsed document says that it is.
 *
 * @throws AdvisoryError ADVISORY_NOT_CSAF
 */
export function csafVersionOf(document: unknown): Advisory['csafVersion'] {
  const { value, pointer } = new Field(document, '', new Remarks()).member('document').member('csaf_version');
  if (value === '2.0' || value === '2.1') return value;
  throw new AdvisoryError('ADVISORY_NOT_CSAF', pointer, 'it does not say that it is CSAF 2.0 or 2.1');
}
