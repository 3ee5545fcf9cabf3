import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ItemReason } from '@seqwarden/cases/state';
import { whyText } from './why-text.ts';

const reasons = (...codes: ItemReason['code'][]) => codes.map(code => ({ code, records: [] }));

it('what has to be done is said before who chose it by a letter', () => {
  assert.equal(whyText(reasons('CHOSEN_BY_LETTER', 'VERDICT_REVIEW')), 'matching could not decide');
  assert.equal(whyText(reasons('CHECK_MISSING', 'CHOSEN_BY_LETTER')), 'no second person has checked it');
  assert.equal(whyText(reasons('CHOSEN_BY_LETTER')), 'a person chose it by a letter');
  assert.equal(whyText([]), '');
});
