import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Uncounted } from '@seqwarden/cases/state';
import { aCase, DX, expected, patch, received } from '../../cases/test/make-act.ts';
import { Site, stateOf } from '../../cases/test/site.ts';
import { caseText } from '../src/text/case-text.ts';

/** A site whose clocks are an hour before UTC. */
const SITE = {
  day: '2023-06-01',
  nameOf: (key: string) => key,
  timeOf: (moment: string) => moment,
  dayOf: (moment: string) => new Date(Date.parse(moment) + 60 * 60 * 1000).toISOString().slice(0, 10),
};

describe('a case as people read it', () => {
  it('has the days that were at the site, whatever day it was in UTC', () => {
    const site = new Site();
    const at = { from: '2023-05-02T23:30:00.000Z', until: '2023-05-02T23:30:00.000Z' };
    site.says(aCase(), { statedAt: '2023-05-03T23:30:00.000Z' });
    site.says(received({ products: [DX] }));
    site.says(patch({ at }));
    const { cases, items } = stateOf(site);
    const [opened] = cases;
    assert.ok(opened);
    const nothing = { notices: [], incidents: [], tasks: [], uncounted: [], own: site.log };
    const text = caseText({ case: opened, items, ...nothing }, SITE);
    assert.match(text, /^opened +2023-05-04 by /m);
    assert.match(text, /patched 2023-05-03 by /);
  });

  it('has documents and expectations of another register with that register, for each has its own', () => {
    const [site, other] = [new Site('1'), new Site('2')];
    site.says(aCase());
    for (const one of [site, other]) {
      one.says(received());
      one.says(expected());
    }
    const [opened] = stateOf(site, other).cases;
    assert.ok(opened);
    const nothing = { items: [], notices: [], incidents: [], tasks: [], uncounted: [], own: site.log };
    const text = caseText({ case: opened, ...nothing }, SITE);
    for (const what of [
      '2023-04-05  letter of the manufacturer',
      'letter of the manufacturer  Illumina  by',
    ]) {
      const rows = text.split('\n').filter(line => line.trim().startsWith(what));
      assert.deepEqual(rows.map(row => /, of the register (\w+)/.exec(row)?.[1]).sort(), [
        '222222222222',
        undefined,
      ]);
    }
  });

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
    const nothing = { items: [], notices: [], incidents: [], tasks: [], own: site.log };
    const uncounted = [...partner, one(30, 'OWN_CHECK')];
    const text = caseText({ case: opened, ...nothing, uncounted }, SITE);
    const [, told = ''] = text.split('records that do not count, of all cases');
    const lines = told.trim().split('\n');
    assert.match(lines[0] ?? '', /nobody checks what he recorded himself/);
    assert.match(lines[1] ?? '', /your trust file lets its register have no say in cases/);
    assert.equal(lines.length, 21);
    assert.match(lines[20] ?? '', /and 11 more; --json lists all/);
  });
});
