import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ADVISORY, aCase, digestOf, received } from '../../test/make-act.ts';
import { Site, stateOf } from '../../test/site.ts';
import { standingAdvisories } from './standing-advisories.ts';

describe('the advisories of a case that stand', () => {
  it('are of each label what came last, and no letters', () => {
    const site = new Site();
    site.says(aCase());
    const { publisher, id } = ADVISORY;
    site.says(received());
    for (const [name, version] of [
      ['first', '1'],
      ['second', '2'],
      ['first', '1'],
    ] as const)
      site.says(received({ what: 'advisory', advisory: { publisher, id, version } }, name));
    site.says(received({ what: 'advisory', advisory: { publisher, id: 'other', version: '1' } }, 'third'));
    const standing = standingAdvisories(stateOf(site).cases[0]?.documents ?? []);
    assert.deepEqual(
      standing.map(({ subject }) => subject),
      [digestOf('first'), digestOf('third')],
    );
  });
});
