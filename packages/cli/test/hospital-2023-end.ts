import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Hospital } from './hospital-2023-hospital.ts';
import type { Site } from './hospital-2023-site.ts';

/** The end of the year: the case is closed, and all three sites know the same. */
export function closed(h: Hospital): void {
  describe('at the end of the year', () => {
    const { north } = h;

    it('the case is closed by who may, once nothing in it is open', async () => {
      h.clock.set('2023-12-15T09:00:00Z');
      await h.exchange();
      const close = ['case', 'close', h.case, '--reason', 'All installations are patched and checked'];
      await north.refuses('ACT_REFUSED', h.engineer(north), ...close);
      await north.as(h.lead(north), ...close);
    });

    it('the three sites, which had all of it in another order, know the same, byte for byte', async () => {
      await h.exchange();
      const known = new Set<string>();
      for (const site of h.sites) known.add(await stateAt(site, h));
      assert.equal(known.size, 1);
    });
  });
}

/** All that a site knows of cases, but for what it alone sees: its own drafts and runs. */
async function stateAt(site: Site, h: Hospital): Promise<string> {
  const { notices }: { readonly notices: object } = await site.ask(0, 'notice', 'list');
  const { custody: _, ...shown }: { readonly custody?: object } = await site.ask(0, 'case', 'show', h.case);
  const answers = [await site.ask(0, 'case', 'list'), await site.ask(0, 'finding', 'list'), shown, notices];
  return JSON.stringify(answers);
}
