import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Uncounted } from '@seqwarden/cases/state';
import { aCase } from '../../../cases/test/make-act.ts';
import { Site, stateOf } from '../../../cases/test/site.ts';
import { caseText } from './case-text.ts';

const DAY = '2023-06-01';

describe('a case as people read it', () => {
  it('has of records that do not count first those that should have, last those of registers that have no say', () => {
    const site = new Site();
    site.says(aCase());
    const [opened] = stateOf(site).cases;
    assert.ok(opened);
    const one = (index: number, why: Uncounted['why']): Uncounted => ({
      ...{ log: '0'.repeat(32), index, identity: index.toString(16).padStart(64, '0') },
      ...{ signer: null, kind: 'patch', why, by: null },
    });
    const partner = Array.from({ length: 30 }, (_, index) => one(index, 'REGISTER_NOT_COUNTED'));
    const nothing = { items: [], notices: [], incidents: [], tasks: [] };
    const uncounted = [...partner, one(30, 'OWN_CHECK')];
    const text = caseText({ case: opened, ...nothing, uncounted }, DAY, key => key);
    const [, told = ''] = text.split('records that do not count, of all cases');
    const lines = told.trim().split('\n');
    assert.match(lines[0] ?? '', /nobody checks what he recorded himself/);
    assert.match(lines[1] ?? '', /your trust file lets its register have no say in cases/);
    assert.equal(lines.length, 21);
    assert.match(lines[20] ?? '', /and 11 more; --json lists all/);
  });
});
