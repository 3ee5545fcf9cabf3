import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Hospital } from './hospital-2023-hospital.ts';
import type { Site } from './hospital-2023-site.ts';

/** The end of the year: the case is closed, and all three sites know the same. */
export function closed(h: Hospital): void {
  describe('at the end of the year', () => {
    const { north } = h;
    const exportAt = (site: Site, name: string) => {
      const runs = ['--runs', site.at('archive'), '--names'];
      return site.try('case', 'export', h.case, '--out', site.at(name), ...runs, ...site.trusting);
    };

    it('the case is closed by who may, once nothing in it is open', async () => {
      h.clock.set('2023-12-15T09:00:00Z');
      await h.exchange();
      const close = ['case', 'close', h.case, '--reason', 'All installations are patched and checked'];
      await north.refuses('ACT_REFUSED', h.engineer(north), ...close);
      await north.as(h.lead(north), ...close);
      assert.notEqual(await stateAt(north, h), await stateAt(h.south, h), 'the others do not know of it yet');
    });

    it('the file for the auditor names what it lacks, which lies at the other sites', async () => {
      await h.exchange();
      const { code, err } = await exportAt(north, 'incomplete.zip');
      assert.equal(code, 3);
      assert.match(err, /not in it: the file [0-9a-f]{64} \[EVIDENCE_MISSING\]/);
    });

    it('with their evidence it holds all, and verifies by the trust files alone', async () => {
      await north.do('evidence', 'add', ...[h.centre, h.south].flatMap(evidenceOf));
      const { code, out, err } = await exportAt(north, 'case.zip');
      assert.equal(code, 0, err + out);
      const register = ['--log', north.at('state', 'seqwarden', 'log')];
      const said = await north.do('verify', north.at('case.zip'), ...register, ...north.trusting);
      assert.match(said, /state and summary follow from them/);
      assert.match(said, /no record of it is left out; none came since/);
    });

    it('the three sites, which had all of it in another order, know the same, byte for byte', async () => {
      await h.exchange();
      const known = new Set<string>();
      for (const site of h.sites) known.add(await stateAt(site, h));
      assert.equal(known.size, 1);
    });
  });
}

/** The files that records of a site name, as they lie there. */
function evidenceOf(site: Site): string[] {
  const found = readdirSync(site.at('state', 'seqwarden', 'cases', 'evidence'), {
    recursive: true,
    withFileTypes: true,
  });
  return found.filter(one => one.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** All that a site knows of cases, but for what it alone sees: its own drafts and runs. */
async function stateAt(site: Site, h: Hospital): Promise<string> {
  const { notices }: { readonly notices: object } = await site.ask(0, 'notice', 'list');
  const { custody: _, ...shown }: { readonly custody?: object } = await site.ask(0, 'case', 'show', h.case);
  const answers = [await site.ask(0, 'case', 'list'), await site.ask(0, 'finding', 'list'), shown, notices];
  return JSON.stringify(answers);
}
