import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Hospital } from './hospital-2023-hospital.ts';
import { INSTALLER, OTHER_INSTALLER, runManagerAdvisory } from './hospital-2023-papers.ts';
import { Publisher } from './publisher.ts';

const DX_SIDE = 'NDX550421/dx';
const RESEARCH_SIDE = 'NDX550421/ruo';

/** June 2023: another advisory on the same instruments, whose publisher gives the digests of the installer. */
export function runManagerInParallel(h: Hospital): void {
  describe('in June an advisory with the digest of its installer is worked on beside it:', () => {
    const { north } = h;
    const { lead, engineer } = { lead: () => h.lead(north), engineer: () => h.engineer(north) };
    const standing = (installed: string) => h.standing(north, installed, '2022');
    let id = '';
    let wrong = '';

    it('it is a case of its own', async () => {
      h.clock.set('2023-06-05T07:00:00Z');
      const publisher = await Publisher.make(new Date('2023-06-01T00:00:00Z'));
      const file = await publisher.publish(north.at('run-manager.json'), runManagerAdvisory());
      const key = publisher.writeKey(north.at('publisher.asc'));
      await north.do('advisories', 'update', file, '--publisher-key', key);
      const told = ['--what', 'advisory', '--title', 'Local Run Manager', '--json'];
      id = JSON.parse(await north.as(lead(), 'case', 'receive', 'new', file, ...told)).case;
      await h.observe(north, 1);
      assert.notEqual(id, h.case);
      assert.equal(await h.standing(north, RESEARCH_SIDE), 'done EFFECT_BY_WORD', 'the other case stays');
    });

    it('another file of the same name is no proof', async () => {
      const other = north.file('other/LocalRunManagerSecurityPatch.msi', OTHER_INSTALLER);
      const patch = [
        'record',
        'patch',
        RESEARCH_SIDE,
        '--case',
        id,
        '--on',
        '2023-06-05',
        '--installer',
        other,
      ];
      const { code, out } = await north.try(...patch, ...north.signedBy(lead()), '--json');
      assert.equal(code, 1);
      wrong = JSON.parse(out).records[0].record;
      assert.equal(await standing(RESEARCH_SIDE), 'not_remediated INSTALLER_DIFFERS');
    });

    it('that record is corrected, and stays; the right file is the proof, on each side', async () => {
      const reason = ['--reason', 'The file was not the one of the manufacturer, and was taken off again'];
      await north.refuses('ACT_REFUSED', engineer(), 'record', 'correction', wrong, ...reason);
      await north.as(lead(), 'record', 'correction', wrong, ...reason);
      const right = north.file('LocalRunManagerSecurityPatch.msi', INSTALLER);
      for (const installed of [RESEARCH_SIDE, DX_SIDE]) {
        const told = ['--on', '2023-06-05', '--installer', right];
        const patch = await h.patch(north, lead(), installed, told, id);
        const confirm = [
          'record',
          'check',
          patch,
          '--confirm',
          '--reason',
          'Seen on the screen of the device',
        ];
        await north.as(engineer(), ...confirm, '--no-run-because', 'The patch leaves the version as it is');
        assert.equal(await standing(installed), 'done EFFECT_BY_WORD');
      }
      const { uncounted }: { readonly uncounted: readonly { readonly why: string }[] } = await north.ask(
        0,
        ...['case', 'show', id],
      );
      assert.ok(uncounted.some(({ why }) => why === 'CORRECTED'));
    });

    it('an instrument without that program is none of its matter, says a person', async () => {
      await h.refusesToClose(north, id);
      const cves = ['1517', '1518', '1519', '1521', '1524'].map(number => `CVE-2022-${number}`);
      const reason = ['--reason', 'Local Run Manager was never installed there'];
      await north.as(
        lead(),
        'finding',
        'decide',
        'M70123/main',
        ...cves,
        '--verdict',
        'not_affected',
        ...reason,
      );
      assert.equal(await standing('M70123/main'), 'not_needed DECIDED_NOT_AFFECTED');
      await north.as(lead(), 'case', 'close', id, '--reason', 'Both sides are patched');
    });
  });
}
